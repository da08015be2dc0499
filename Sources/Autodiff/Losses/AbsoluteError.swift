internal import Numerics

extension Variable {
  /// |x − target| and its mean; the slope at 0 is 0.
  ///
  /// Parameters are those of ``squaredError(to:weights:rows:reduction:)``.
  public func absoluteError(
    to target: Variable, weights: Tensor<Scalar>? = nil, rows: [Int32]? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    ElementLoss(
      operation: "absoluteError", function: .absoluteError, weights: weights, rows: rows,
      reduction: reduction
    ).apply(self, target)
  }
}
