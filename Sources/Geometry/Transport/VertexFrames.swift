/// The tangent planes of vertices in space, laid out as ``TangentTransport`` counts angles.
public struct VertexFrames: Sendable, Equatable {
  /// The unit normal of each vertex (n); zero without a face that has an area.
  public let normals: [SIMD3<Double>]
  /// The direction of polar angle 0 at each vertex (n), a unit vector across the normal.
  public let xAxes: [SIMD3<Double>]

  /// The direction of polar angle π/2 at each vertex (n).
  public var yAxes: [SIMD3<Double>] {
    zip(normals, xAxes).map { TriangleMesh.cross($0, $1) }
  }

  /// Lays out frames.
  ///
  /// - Parameters:
  ///   - mesh: a manifold mesh.
  ///   - halfedges: its connectivity; the halfedge of each vertex gives the direction 0.
  public init(of mesh: TriangleMesh, _ halfedges: Halfedges) {
    self.init(of: mesh) { vertex in
      let start = Int(halfedges.vertexHalfedge[vertex])
      return start < 0 ? nil : halfedges.head(start)
    }
  }

  /// Lays out frames on any mesh.
  ///
  /// On a manifold one direction 0 is that of ``TangentTransport``, elsewhere that of the side of the
  /// lowest-numbered proper face that leaves the vertex. A vertex whose faces' normals cancel has none.
  public init(of mesh: TriangleMesh) {
    if let halfedges = try? Halfedges(of: mesh) {
      self.init(of: mesh, halfedges)
    } else {
      let corners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
      self.init(of: mesh) { vertex in
        guard corners.isSupported(vertex) else { return nil }
        let corner = Int(corners.corners[Int(corners.starts[vertex])])
        return Int(mesh.faces[corner / 3][Halfedges.next(corner) % 3])
      }
    }
  }

  private init(of mesh: TriangleMesh, reference: (_ vertex: Int) -> Int?) {
    let normals = mesh.vertexNormals
    self.normals = normals
    xAxes = normals.indices.map { vertex in
      let normal = normals[vertex]
      guard normal != .zero, let other = reference(vertex) else { return .zero }
      return Self.across(normal, mesh.positions[other] - mesh.positions[vertex])
    }
  }

  /// The unit vector across a normal that is closest to a direction; any if that is the normal's.
  static func across(_ normal: SIMD3<Double>, _ direction: SIMD3<Double>) -> SIMD3<Double> {
    let length = TriangleMesh.length(direction)
    let unit = length > 0 && length.isFinite ? direction / length : .zero
    let flat = unit - normal * (unit * normal).sum()
    let size = TriangleMesh.length(flat)
    if size > 1e-9 { return flat / size }
    let (x, y, z) = (abs(normal.x), abs(normal.y), abs(normal.z))
    let other: SIMD3<Double> = x <= y && x <= z ? [1, 0, 0] : (y <= z ? [0, 1, 0] : [0, 0, 1])
    let cross = TriangleMesh.cross(normal, other)
    return cross / TriangleMesh.length(cross)
  }
}
