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
    let normals = mesh.vertexNormals
    self.normals = normals
    xAxes = normals.indices.map { vertex in
      let normal = normals[vertex]
      let start = Int(halfedges.vertexHalfedge[vertex])
      guard start >= 0, normal != .zero else { return .zero }
      let way = mesh.positions[halfedges.head(start)] - mesh.positions[vertex]
      return Self.across(normal, way)
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
