public import Numerics

/// What carries signals from the vertices of a mesh to points on it: each point takes the mean of its face's corners.
///
/// Constants are kept, and linear functions of the position are those of the points.
public struct BarycentricMap: Sendable, Equatable {
  /// The points, one a row.
  public let points: [SurfacePoint]
  /// Points × vertices: at most three entries a row, not negative, of sum 1.
  public let matrix: SparseMatrix<Double>

  /// Takes the closest points of a surface to some places.
  ///
  /// - Parameters:
  ///   - places: finite.
  ///   - tree: the surface's triangles.
  public init(closestTo places: [SIMD3<Double>], on tree: TriangleTree) {
    self.init(tree.closestPoints(to: places).map(\.point), on: tree.mesh)
  }

  /// Takes points of a mesh.
  ///
  /// - Throws: ``MeshError`` that says which face or weight is no point of the mesh.
  public init(of points: [SurfacePoint], on mesh: TriangleMesh) throws(MeshError) {
    for point in points { _ = try mesh.checkedWeights(of: point) }
    self.init(points, on: mesh)
  }

  /// Takes points that are known to be right.
  init(_ points: [SurfacePoint], on mesh: TriangleMesh) {
    var offsets: [Int32] = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    offsets.reserveCapacity(points.count + 1)
    columns.reserveCapacity(3 * points.count)
    values.reserveCapacity(3 * points.count)
    for point in points {
      let face = mesh.faces[point.face]
      let weights = point.weights.clamped(
        lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: .greatestFiniteMagnitude))
      let sum = weights.sum()
      let first = face[0] < face[1] ? (face[0] < face[2] ? 0 : 2) : (face[1] < face[2] ? 1 : 2)
      let (second, third) = ((first + 1) % 3, (first + 2) % 3)
      let isAscending = face[second] < face[third]
      for corner in [first, isAscending ? second : third, isAscending ? third : second]
      where weights[corner] > 0 {
        columns.append(face[corner])
        values.append(weights[corner] / sum)
      }
      offsets.append(Int32(columns.count))
    }
    self.points = points
    matrix = SparseMatrix(
      uncheckedRows: points.count, columns: mesh.vertexCount, rowOffsets: offsets,
      columnIndices: columns, values: values)
  }
}
