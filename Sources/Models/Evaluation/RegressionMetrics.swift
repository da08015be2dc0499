/// How far predicted numbers are off the true ones.
public struct RegressionMetrics: Hashable, Sendable {
  /// The number of items.
  public let count: Int
  /// The mean of |prediction − truth|, in their unit.
  public let meanAbsoluteError: Double
  /// The root of the mean of (prediction − truth)², in their unit.
  public let rootMeanSquareError: Double
  /// The coefficient of determination, 1 − Σ (prediction − truth)² / Σ (truth − mean)²: 1 for what is right, 0 for the
  /// mean, negative for worse; nil where all truths are equal.
  public let determination: Double?

  /// Measures predictions.
  ///
  /// - Parameters:
  ///   - predictions: one an item.
  ///   - truths: one an item.
  /// - Throws: `ModelError` with code `evaluation` if the numbers differ, there are none, or one is not finite.
  public init(predictions: [Double], truths: [Double]) throws(ModelError) {
    guard predictions.count == truths.count, !truths.isEmpty else {
      throw ModelError(
        .evaluation,
        "\(predictions.count) predictions for \(truths.count) truths; give one each, and at least one"
      )
    }
    for (name, values) in [("prediction", predictions), ("truth", truths)] {
      if let item = values.firstIndex(where: { !$0.isFinite }) {
        throw ModelError(
          .evaluation, "the \(name) of item \(item) is \(values[item]); errors need finite numbers")
      }
    }
    count = truths.count
    let errors = zip(predictions, truths).map { $0 - $1 }
    let mean = truths.reduce(0, +) / Double(truths.count)
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    let spread = truths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    meanAbsoluteError = errors.reduce(0) { $0 + abs($1) } / Double(count)
    rootMeanSquareError = (squares / Double(count)).squareRoot()
    let isConstant = truths.allSatisfy { $0 == truths[0] }
    determination = isConstant ? nil : 1 - squares / spread
  }
}
