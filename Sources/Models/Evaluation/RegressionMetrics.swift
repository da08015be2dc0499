public import Autodiff

/// How far predicted numbers are from the true ones over some items.
public struct RegressionMetrics: Hashable, Sendable {
  /// Items counted.
  public let count: Int
  /// Mean of |prediction − target| over items and outputs.
  public let meanAbsoluteError: Double
  /// Root of the mean of (prediction − target)² over items and outputs.
  public let rootMeanSquaredError: Double
  /// 1 − Σ (prediction − target)² / Σ (target − mean)², each output about its own mean; 0 where targets do not vary.
  public let determination: Double

  /// Measures predictions `[items, outputs]` against targets.
  ///
  /// - Parameter items: those that count; nil counts all whose target is not hidden.
  /// - Throws: `ModelError` with code `labels` if shapes differ, or an item is out of range or hidden.
  public init(
    predictions: Tensor<Float>, targets: TargetValues, items: [Int32]? = nil
  ) throws(ModelError) {
    guard predictions.shape == targets.tensor.shape else {
      throw ModelError(
        .labels,
        "predictions have shape \(predictions.shape), targets \(targets.tensor.shape); give one each"
      )
    }
    let counted = items ?? (0..<Int32(targets.count)).filter { !targets.isHidden($0) }
    for item in counted {
      guard item >= 0, Int(item) < targets.count, !targets.isHidden(item) else {
        throw ModelError(.labels, "item \(item) has no target to measure against")
      }
    }
    self.init(
      predictions: predictions.rows(at: counted), targets: targets.tensor.rows(at: counted))
  }

  init(
    count: Int, meanAbsoluteError: Double, rootMeanSquaredError: Double, determination: Double
  ) {
    self.count = count
    self.meanAbsoluteError = meanAbsoluteError
    self.rootMeanSquaredError = rootMeanSquaredError
    self.determination = determination
  }

  /// Measures rows against rows of the same shape.
  init(predictions: Tensor<Float>, targets: Tensor<Float>) {
    let (found, wanted) = (predictions.scalars, targets.scalars)
    let width = max(1, targets.shape.last ?? 1)
    count = wanted.count / width
    var absolute = 0.0, square = 0.0, spread = 0.0
    for (a, b) in zip(found, wanted) {
      let difference = Double(a) - Double(b)
      absolute += abs(difference)
      square += difference * difference
    }
    for output in 0..<width {
      let column = stride(from: output, to: wanted.count, by: width).map { Double(wanted[$0]) }
      let mean = column.reduce(0, +) / Double(max(1, column.count))
      spread += column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let total = Double(max(1, wanted.count))
    meanAbsoluteError = absolute / total
    rootMeanSquaredError = (square / total).squareRoot()
    determination = spread > 0 ? 1 - square / spread : 0
  }
}
