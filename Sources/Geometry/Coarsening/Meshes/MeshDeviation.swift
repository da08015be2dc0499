/// How far two surfaces are apart: distances from the vertices of each to the closest points of the other.
///
/// The one-sided Hausdorff distances, sampled at vertices: exact from a mesh whose faces are small
/// to one whose faces are large.
public struct MeshDeviation: Sendable, Equatable {
  /// Distances from one surface's vertices.
  public struct Side: Sendable, Equatable {
    /// The largest, in length units.
    public let largest: Double
    /// The root of the mean square.
    public let rootMeanSquare: Double
    /// The vertex that is farthest, the lowest of several.
    public let vertex: Int

    init(_ squares: [(vertex: Int, square: Double)]) {
      var (largest, sum, vertex) = (-1.0, 0.0, 0)
      for entry in squares {
        sum += entry.square
        if entry.square > largest { (largest, vertex) = (entry.square, entry.vertex) }
      }
      self.largest = max(0, largest).squareRoot()
      rootMeanSquare = (sum / Double(max(1, squares.count))).squareRoot()
      self.vertex = vertex
    }
  }

  /// From the vertices of the first mesh to the second surface.
  public let forward: Side
  /// From the vertices of the second mesh to the first surface.
  public let backward: Side

  /// The larger of both sides, in length units.
  public var largest: Double { max(forward.largest, backward.largest) }

  /// Measures two meshes; vertices that no proper face has do not count.
  ///
  /// - Throws: ``MeshError`` for a mesh without a proper face, or of extreme size.
  /// - Complexity: O(n log n) in the mean for meshes close to each other.
  public init(from first: TriangleMesh, to second: TriangleMesh) throws(MeshError) {
    let (firstTree, secondTree) = (try TriangleTree(first), try TriangleTree(second))
    forward = Side(Self.squares(from: first, to: secondTree))
    backward = Side(Self.squares(from: second, to: firstTree))
  }

  private static func squares(
    from mesh: TriangleMesh, to tree: TriangleTree
  ) -> [(vertex: Int, square: Double)] {
    let corners = VertexCorners(vertexCount: mesh.vertexCount, faces: mesh.faces)
    let vertices = mesh.positions.indices.filter { corners.isSupported($0) }
    let closest = tree.closestPoints(to: vertices.map { mesh.positions[$0] })
    return zip(vertices, closest).map { ($0, $1.squaredDistance) }
  }
}
