internal import Foundation

/// The direction of each side of an intrinsic triangulation at its tail, kept through edge flips.
///
/// Sharp, Soliman & Crane, "Navigating Intrinsic Triangulations" (2019), section 3.2: a flip changes
/// no vertex, so tangent planes stay as they were, and the direction of the new edge at each end
/// follows from that of its neighbour there and the angle between them.
struct Signposts: Sendable {
  /// The polar angle of each side at its tail (3 m), in radians from 0 up to 2π.
  var directions: [Double]
  /// What the angles at each vertex (n) are multiplied by so that they sum to 2π, or π at the boundary.
  let scales: [Double]
}

extension IntrinsicTriangulation {
  /// Takes the faces of a manifold mesh, and keeps the directions of sides from here on.
  ///
  /// - Parameter mollification: as for ``init(of:edgeLengths:mollification:)``.
  /// - Returns: the triangulation, and the tangent planes by its mollified lengths.
  /// - Throws: ``MeshError``: not manifold, no proper face, or sizes out of range.
  static func signposted(
    of mesh: TriangleMesh, edgeLengths: [SIMD3<Double>]? = nil, mollification: Double = 1e-5
  ) throws(MeshError) -> (triangulation: IntrinsicTriangulation, transport: TangentTransport) {
    var surface = try IntrinsicTriangulation(
      of: mesh, edgeLengths: edgeLengths, mollification: mollification)
    // Faces with a repeated corner are not in the triangulation.
    let proper = mesh.faces.indices.filter { !TriangleMesh.hasRepeatedCorner(mesh.faces[$0]) }
    var lengths = [SIMD3<Double>](repeating: .zero, count: mesh.faceCount)
    for (place, face) in proper.enumerated() {
      for corner in 0..<3 { lengths[face][corner] = surface.lengths[3 * place + corner] }
    }
    let transport = try TangentTransport(of: mesh, edgeLengths: lengths)
    surface.signposts = Signposts(
      directions: proper.flatMap { face in (0..<3).map { transport.angles[3 * face + $0] } },
      scales: (0..<mesh.vertexCount).map { transport.scale(at: $0) })
    return (surface, transport)
  }

  /// What a vector turns by when it is carried along each side (3 m), in radians from −π to π.
  func rotations(_ signposts: Signposts) -> [Double] {
    var rotations = [Double](repeating: 0, count: glued.count)
    for (side, other) in glued.enumerated() where other < 0 || side < other {
      // Boundary edges are never flipped: each is the last of the fan at its head, at π.
      let back = other >= 0 ? signposts.directions[Int(other)] : Double.pi
      let rotation = remainder(back + .pi - signposts.directions[side], 2 * .pi)
      rotations[side] = rotation
      if other >= 0 { rotations[Int(other)] = -rotation }
    }
    return rotations
  }

  /// Moves the directions of the sides around an edge that has been flipped with them, and finds those
  /// of the new edge.
  ///
  /// Sides are numbered as the flip leaves them: the edge is that of `side` and `other`.
  @inline(__always)
  mutating func turnSignposts(_ side: Int, _ other: Int) {
    guard signposts != nil else { return }
    let (next, previous) = (Halfedges.next(side), Halfedges.previous(side))
    let (otherNext, otherPrevious) = (Halfedges.next(other), Halfedges.previous(other))
    let moved = signposts?.directions[next]
    copyDirection(previous, to: next)
    copyDirection(otherNext, to: previous)
    copyDirection(otherPrevious, to: otherNext)
    if let moved { signposts?.directions[otherPrevious] = moved }
    // Counterclockwise of the new edge's neighbour at each end lies the corner beside it.
    layDirection(of: side, after: otherNext, corner: otherPrevious)
    layDirection(of: other, after: next, corner: previous)
  }

  @inline(__always)
  private mutating func copyDirection(_ from: Int, to target: Int) {
    if let direction = signposts?.directions[from] { signposts?.directions[target] = direction }
  }

  @inline(__always)
  private mutating func layDirection(of side: Int, after neighbour: Int, corner: Int) {
    let vertex = Int(cornerVertices[corner])
    guard let scale = signposts?.scales[vertex], let start = signposts?.directions[neighbour]
    else { return }
    let angle = atan2(0.5, halfCotangents[corner])
    let direction = start + scale * angle
    signposts?.directions[side] = direction < 2 * .pi ? direction : direction - 2 * .pi
  }
}
