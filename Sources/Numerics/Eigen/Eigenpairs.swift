/// The lowest eigenvalues and eigenvectors of a generalized symmetric eigenproblem K x = λ M x.
public struct Eigenpairs: Sendable, Equatable {
  /// `k` eigenvalues, ascending.
  public let values: [Double]

  /// `n × k`: the eigenvectors, one a column, with xᵢᵀ M xⱼ = δᵢⱼ and deterministic signs.
  ///
  /// The first component that reaches half of the largest magnitude is positive.
  public let vectors: DenseMatrix<Double>

  /// `k` relative residuals ‖K x − λ M x‖ / ((|λ| + s) ‖M x‖), in Euclidean norms, where s is a tenth of the mean
  /// eigenvalue divided by `n`: a scale below the lowest nonzero eigenvalue of a Laplacian of a surface.
  public let residuals: [Double]

  /// Eigenpairs as the solver found them.
  package init(values: [Double], vectors: DenseMatrix<Double>, residuals: [Double]) {
    self.values = values
    self.vectors = vectors
    self.residuals = residuals
  }
}
