internal import Numerics

extension Variable {
  /// The cross-entropy of yes-or-no predictions from their logits: −p y ln σ(x) − (1 − y) ln(1 − σ(x)), in a form
  /// that neither overflows nor loses digits.
  ///
  /// The other parameters are those of ``squaredError(to:weights:rows:reduction:)``.
  ///
  /// - Parameters:
  ///   - labels: y, in 0 ... 1, of this shape.
  ///   - positiveWeight: p, how much a yes counts; positive.
  public func binaryCrossEntropy(
    labels: Variable, positiveWeight: Double = 1, weights: Tensor<Scalar>? = nil,
    rows: [Int32]? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    precondition(
      positiveWeight > 0,
      "binaryCrossEntropy: the positive weight \(positiveWeight) is not positive")
    return ElementLoss(
      operation: "binaryCrossEntropy", function: .binaryLogits, p: positiveWeight, weights: weights,
      rows: rows, reduction: reduction
    ).apply(self, labels)
  }
}
