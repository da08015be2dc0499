internal import Numerics

extension Variable {
  /// (x − target)² and its mean.
  ///
  /// - Parameters:
  ///   - target: of this shape.
  ///   - weights: of this shape, or one for each row of axis 0; where 0 stands, nothing is read.
  ///   - rows: the rows of axis 0 to count, each as often as it is named; `nil` means all.
  ///   - reduction: what becomes of the elements' losses.
  public func squaredError(
    to target: Variable, weights: Tensor<Scalar>? = nil, rows: [Int32]? = nil,
    reduction: LossReduction = .mean
  ) -> Variable {
    ElementLoss(
      operation: "squaredError", function: .squaredError, weights: weights, rows: rows,
      reduction: reduction
    ).apply(self, target)
  }
}
