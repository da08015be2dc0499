internal import Numerics

extension Variable {
  /// Huber's loss (1964) of d = x − target: d² / 2 where |d| ≤ delta, else delta (|d| − delta / 2).
  ///
  /// The other parameters are those of ``squaredError(to:weights:rows:reduction:)``.
  ///
  /// - Parameter delta: positive.
  public func huberError(
    to target: Variable, delta: Double = 1, weights: Tensor<Scalar>? = nil, rows: [Int32]? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    precondition(delta > 0, "huberError: delta \(delta) is not positive")
    return ElementLoss(
      operation: "huberError", function: .huber, p: delta, weights: weights, rows: rows,
      reduction: reduction
    ).apply(self, target)
  }

  /// The smooth absolute error of d = x − target (Girshick, 2015): d² / (2 beta) where |d| < beta, else |d| − beta / 2;
  /// it is ``huberError(to:delta:weights:rows:reduction:)`` over beta.
  ///
  /// - Parameter beta: not negative; 0 gives the absolute error.
  public func smoothAbsoluteError(
    to target: Variable, beta: Double = 1, weights: Tensor<Scalar>? = nil, rows: [Int32]? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    precondition(beta >= 0, "smoothAbsoluteError: beta \(beta) is negative")
    guard beta > 0 else {
      return absoluteError(to: target, weights: weights, rows: rows, reduction: reduction)
    }
    return ElementLoss(
      operation: "smoothAbsoluteError", function: .huber, p: beta, q: 1 / beta, weights: weights,
      rows: rows, reduction: reduction
    ).apply(self, target)
  }
}
