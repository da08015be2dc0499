public import Numerics

/// The Laplacian of a surface known by points on it.
///
/// Sharp & Crane, "A Laplacian for Nonmanifold Triangle Meshes" (2020), section 5.7: the triangles
/// around each point in a Delaunay triangulation of its neighbours, taken together, cover the
/// surface about three times; the robust Laplacian of them all, times a third, is the cloud's. It is
/// symmetric with zero row sums and no positive off-diagonal entry.
///
/// A point whose neighbours all lie in one place or on one line has no triangle: where no other
/// point's triangle reaches it either, its rows are empty.
///
///     let (stiffness, mass) = try PointCloudLaplacian.operators(of: points)
public struct PointCloudLaplacian: Sendable {
  /// The intrinsic Delaunay triangulation of the tufted cover over all local triangles.
  public let triangulation: IntrinsicTriangulation

  /// Triangulates around each point and covers the triangles.
  ///
  /// - Parameters:
  ///   - points: at least three, finite, not all on one line.
  ///   - options: number of neighbours, mollification.
  /// - Throws: ``MeshError`` for a bad point or option, or if there is no triangle at all.
  /// - Complexity: O(n (log n + k log k)) for k neighbours.
  public init(
    of points: [SIMD3<Double>],
    options: PointCloudLaplacianOptions = PointCloudLaplacianOptions()
  ) throws(MeshError) {
    var cover = try IntrinsicTriangulation.tuftedCover(
      of: Self.localTriangles(of: points, options: options), mollification: options.mollification)
    try cover.flipToDelaunay()
    triangulation = cover
  }

  /// The triangles around each point, which together cover the surface about three times.
  static func localTriangles(
    of points: [SIMD3<Double>], options: PointCloudLaplacianOptions
  ) throws(MeshError) -> TriangleMesh {
    guard options.neighbours >= 3 else {
      throw .parameterOutOfRange(
        name: "neighbours", value: "\(options.neighbours)", range: "an integer of at least 3")
    }
    let local = LocalTriangulations(try KDTree(points), neighbours: options.neighbours)
    return try TriangleMesh(positions: points, faces: local.faces)
  }

  /// The stiffness matrix L (n × n), in the sign convention of ``CotangentLaplacian``.
  public func stiffness() -> SparseMatrix<Double> {
    triangulation.stiffness().scaled(by: 1.0 / 3)
  }

  /// A mass matrix M (n × n), in length units squared.
  public func mass(_ kind: MassMatrix.Kind) -> SparseMatrix<Double> {
    triangulation.mass(kind).scaled(by: 1.0 / 3)
  }

  /// Stiffness and mass of a point cloud in one call.
  public static func operators(
    of points: [SIMD3<Double>], mass kind: MassMatrix.Kind = .lumped,
    options: PointCloudLaplacianOptions = PointCloudLaplacianOptions()
  ) throws(MeshError) -> (stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) {
    let both = try PointCloudLaplacian(of: points, options: options).triangulation.operators(
      mass: kind)
    return (both.stiffness.scaled(by: 1.0 / 3), both.mass.scaled(by: 1.0 / 3))
  }
}
