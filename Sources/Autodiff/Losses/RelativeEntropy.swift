internal import Numerics

extension Variable {
  /// The Kullback–Leibler divergence of a target distribution from the one whose logarithms these are:
  /// Σ y (ln y − x), where a term with y = 0 is 0.
  ///
  /// The other parameters are those of ``squaredError(to:weights:rows:reduction:)``.
  ///
  /// - Parameters:
  ///   - target: probabilities y, of this shape; rows of axis 0 are distributions.
  ///   - reduction: the mean is one over rows: Σ w term / Σ w of rows. Without a reduction terms stay apart.
  public func relativeEntropy(
    of target: Variable, weights: Tensor<Scalar>? = nil, rows: [Int32]? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    ElementLoss(
      operation: "relativeEntropy", function: .relativeEntropy, isMeanOverRows: true,
      weights: weights, rows: rows, reduction: reduction
    ).apply(self, target)
  }
}
