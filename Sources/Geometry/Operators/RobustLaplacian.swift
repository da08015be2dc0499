public import Numerics

/// The Laplacian of any triangle mesh, however bad: non-manifold, non-orientable, degenerate, soup.
///
/// Sharp & Crane, "A Laplacian for Nonmanifold Triangle Meshes" (2020): edge lengths are mollified,
/// the faces covered by a closed surface (the tufted cover), its edges flipped until it is
/// intrinsically Delaunay, and the cotangent weights and areas of that triangulation taken. The
/// stiffness matrix is symmetric with zero row sums and no positive off-diagonal entry, so that a
/// maximum principle holds; on a closed manifold Delaunay mesh it is the cotangent Laplacian.
///
///     let (stiffness, mass) = try RobustLaplacian.operators(of: mesh)
public struct RobustLaplacian: Sendable {
  /// The intrinsic Delaunay triangulation of the cover.
  public let triangulation: IntrinsicTriangulation

  /// Covers a mesh and flips the cover to Delaunay.
  ///
  /// - Parameters:
  ///   - mesh: any triangle mesh with a face of three distinct corners; vertices without one get
  ///     empty rows and no mass.
  ///   - options: mollification.
  /// - Throws: ``MeshError``: no proper face, sizes out of a Double's range, or a bad option.
  /// - Complexity: O(n + m), and what is flipped.
  public init(
    of mesh: TriangleMesh, options: RobustLaplacianOptions = RobustLaplacianOptions()
  ) throws(MeshError) {
    var cover = try IntrinsicTriangulation.tuftedCover(
      of: mesh, mollification: options.mollification)
    try cover.flipToDelaunay()
    triangulation = cover
  }

  /// The stiffness matrix L (n × n), in the sign convention of ``CotangentLaplacian``.
  public func stiffness() -> SparseMatrix<Double> { triangulation.stiffness() }

  /// A mass matrix M (n × n), in length units squared.
  public func mass(_ kind: MassMatrix.Kind) -> SparseMatrix<Double> { triangulation.mass(kind) }

  /// Stiffness and mass of a mesh in one call.
  public static func operators(
    of mesh: TriangleMesh, mass: MassMatrix.Kind = .lumped,
    options: RobustLaplacianOptions = RobustLaplacianOptions()
  ) throws(MeshError) -> (stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>) {
    try RobustLaplacian(of: mesh, options: options).triangulation.operators(mass: mass)
  }
}
