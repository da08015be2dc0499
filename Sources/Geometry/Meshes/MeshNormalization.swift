/// A move and a scale that bring a mesh to a standard place and size: x becomes (x − center) · scale.
public struct MeshNormalization: Sendable, Equatable {
  /// Which point becomes the origin.
  public enum Center: String, Sendable, CaseIterable {
    /// The centre of gravity of the surface.
    case surface
    /// The mean of the vertices that faces name.
    case vertices
    /// The middle of the box around them.
    case box
    /// The origin as it is.
    case keep
  }

  /// What becomes 1.
  public enum Size: String, Sendable, CaseIterable {
    /// The area of the surface.
    case area
    /// The distance of the farthest vertex that a face names from the centre.
    case radius
    /// Nothing; sizes are kept.
    case keep
  }

  /// The point that becomes the origin, in length units.
  public let center: SIMD3<Double>
  /// The factor of all lengths.
  public let scale: Double

  /// Finds move and scale for a mesh.
  ///
  /// - Throws: ``MeshError/empty`` for a mesh without extent; ``MeshError/faceSizeOutOfRange(face:)`` when sizes
  ///   leave the range of a Double.
  /// - Complexity: O(n + m).
  public init(of mesh: TriangleMesh, center: Center = .surface, size: Size = .area)
    throws(MeshError)
  {
    let referenced = mesh.referencedVertices
    let vertices = mesh.positions.indices.filter { referenced[$0] }.map { mesh.positions[$0] }
    guard !vertices.isEmpty else { throw .empty }
    let middle: SIMD3<Double> =
      switch center {
      case .surface: try Self.centroid(of: mesh)
      case .vertices: vertices.reduce(.zero, +) / Double(vertices.count)
      case .box: Self.boxCenter(of: vertices)
      case .keep: .zero
      }
    let extent =
      switch size {
      case .area: mesh.totalArea.squareRoot()
      case .radius: vertices.reduce(0) { max($0, TriangleMesh.length($1 - middle)) }
      case .keep: 1.0
      }
    guard extent > 0 else { throw .empty }
    let sum = middle.sum() + extent
    guard sum.isFinite, (1 / extent).isFinite else { throw .faceSizeOutOfRange(face: 0) }
    self.center = middle
    scale = size == .keep ? 1 : 1 / extent
  }

  /// The mesh moved and scaled.
  ///
  /// - Throws: ``MeshError/coordinateNotFinite(vertex:)`` when a vertex leaves the range of a Double.
  public func applied(to mesh: TriangleMesh) throws(MeshError) -> TriangleMesh {
    try TriangleMesh(
      positions: mesh.positions.map { ($0 - center) * scale }, faces: mesh.faces)
  }

  private static func boxCenter(of vertices: [SIMD3<Double>]) -> SIMD3<Double> {
    var (lower, upper) = (vertices[0], vertices[0])
    for vertex in vertices {
      lower.replace(with: vertex, where: vertex .< lower)
      upper.replace(with: vertex, where: vertex .> upper)
    }
    return lower / 2 + upper / 2
  }

  private static func centroid(of mesh: TriangleMesh) throws(MeshError) -> SIMD3<Double> {
    let areas = mesh.faceAreas
    var (sum, total) = (SIMD3<Double>.zero, 0.0)
    for (face, area) in zip(mesh.faces, areas) {
      let corners =
        mesh.positions[Int(face[0])] + mesh.positions[Int(face[1])] + mesh.positions[Int(face[2])]
      sum += corners * (area / 3)
      total += area
    }
    guard total > 0 else { throw .empty }
    return sum / total
  }
}
