/// Closest points of a surface found by walking over it, so that no other sheet is taken for a near one.
struct SurfaceWalk: Sendable {
  private let mesh: TriangleMesh
  private let corners: VertexCorners

  init(over mesh: TriangleMesh) {
    self.mesh = mesh
    corners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
  }

  /// A point than which none is closer in its face and those around, from the faces around some vertices on.
  ///
  /// - Parameters:
  ///   - place: finite.
  ///   - vertices: where to begin, at least one with a proper face.
  /// - Returns: face and weights, or `nil` if no vertex has a proper face.
  func closestPoint(
    to place: SIMD3<Double>, from vertices: some Sequence<Int32>
  ) -> SurfacePoint? {
    var best = ClosestCorner(face: .max)
    for vertex in vertices { consider(around: Int(vertex), place, &best) }
    guard best.square < .infinity else { return nil }
    var isCloser = true
    while isCloser {
      let (face, square) = (mesh.faces[best.face], best.square)
      // All around the face, not only where the point lies on its side, so that a small dent holds nobody back.
      for corner in 0..<3 { consider(around: Int(face[corner]), place, &best) }
      isCloser = best.square < square
    }
    return SurfacePoint(face: best.face, weights: best.weights)
  }

  private func consider(around vertex: Int, _ place: SIMD3<Double>, _ best: inout ClosestCorner) {
    for slot in Int(corners.starts[vertex])..<Int(corners.starts[vertex + 1]) {
      best.consider(Int(corners.corners[slot]) / 3, of: mesh, to: place)
    }
  }
}
