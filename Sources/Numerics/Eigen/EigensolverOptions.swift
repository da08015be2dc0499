/// How ``Eigensolver`` iterates.
///
/// The defaults suit Laplacians of meshes and graphs.
public struct EigensolverOptions: Sendable, Hashable {
  /// The relative residual (see ``Eigenpairs/residuals``) at which the iteration counts a pair as found, from 0
  /// (rounding level) below 1.
  public var tolerance: Double

  /// The largest relative residual (see ``Eigenpairs/residuals``) accepted, positive.
  public var residualTolerance: Double

  /// The most restarts, at least 1.
  public var restarts: Int

  /// The dimension of the Krylov space; nil means a little more than twice the number of eigenpairs.
  ///
  /// Must exceed the number of eigenpairs; rounded up to blocks of eight, of which two lie beyond that number.
  public var subspace: Int?

  /// The shift σ at which the problem is inverted, below the lowest eigenvalue; nil means a small negative one that
  /// follows from the traces, so that a singular Laplacian factors.
  public var shift: Double?

  /// The seed of the start vectors.
  public var seed: UInt64

  /// Options; see the properties for units and ranges.
  public init(
    tolerance: Double = 1e-10, residualTolerance: Double = 1e-6, restarts: Int = 300,
    subspace: Int? = nil, shift: Double? = nil, seed: UInt64 = 0
  ) {
    self.tolerance = tolerance
    self.residualTolerance = residualTolerance
    self.restarts = restarts
    self.subspace = subspace
    self.shift = shift
    self.seed = seed
  }
}
