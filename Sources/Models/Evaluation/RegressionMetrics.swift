public import Autodiff

/// How far predicted numbers are from the true ones over some items.
public struct RegressionMetrics: Hashable, Sendable {
  /// Items counted.
  public let count: Int
  /// Mean of |prediction − truth| over items and outputs, in their unit.
  public let meanAbsoluteError: Double
  /// Root of the mean of (prediction − truth)² over items and outputs, in their unit.
  public let rootMeanSquaredError: Double
  /// The coefficient of determination, 1 − Σ (prediction − truth)² / Σ (truth − mean)², each output about its own
  /// mean: 1 for what is right, 0 for the mean, negative for worse; nil where no output varies.
  public let determination: Double?

  /// Measures predictions `[items, outputs]` against targets.
  ///
  /// - Parameter items: those that count; nil counts all whose target is not hidden.
  /// - Throws: `ModelError` with code `labels` if shapes differ, or an item is out of range or hidden; with code
  ///   `evaluation` if none is left or a number is not finite.
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
    let (found, wanted) = (predictions.rows(at: counted), targets.tensor.rows(at: counted))
    try self.init(
      predictions: found.scalars.map { Double($0) }, truths: wanted.scalars.map { Double($0) },
      outputs: wanted.shape.last ?? 1)
  }

  /// Measures predictions.
  ///
  /// - Parameters:
  ///   - predictions: `outputs` an item, items one after the other.
  ///   - truths: as many.
  ///   - outputs: the numbers of an item, at least 1.
  /// - Throws: `ModelError` with code `evaluation` if the numbers differ, there are none, or one is not finite.
  public init(
    predictions: [Double], truths: [Double], outputs: Int = 1
  ) throws(ModelError) {
    guard predictions.count == truths.count, !truths.isEmpty, outputs > 0,
      truths.count.isMultiple(of: outputs)
    else {
      throw ModelError(
        .evaluation,
        "\(predictions.count) predictions for \(truths.count) truths; give one each, and at least one"
      )
    }
    for (name, values) in [("prediction", predictions), ("truth", truths)] {
      if let item = values.firstIndex(where: { !$0.isFinite }) {
        throw ModelError(
          .evaluation,
          "the \(name) of item \(item / outputs) is \(values[item]); errors need finite numbers")
      }
    }
    self.init(measuring: predictions, truths, outputs: outputs)
  }

  /// What validation finds, where numbers that are not finite make errors that are not.
  init(validating predictions: Tensor<Float>, _ truths: Tensor<Float>) {
    self.init(
      measuring: predictions.scalars.map { Double($0) }, truths.scalars.map { Double($0) },
      outputs: max(1, truths.shape.last ?? 1))
  }

  init(
    count: Int, meanAbsoluteError: Double, rootMeanSquaredError: Double, determination: Double?
  ) {
    self.count = count
    self.meanAbsoluteError = meanAbsoluteError
    self.rootMeanSquaredError = rootMeanSquaredError
    self.determination = determination
  }

  private init(measuring predictions: [Double], _ truths: [Double], outputs: Int) {
    let errors = zip(predictions, truths).map { $0 - $1 }
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    var spread = 0.0, varies = false
    for output in 0..<outputs {
      let column = stride(from: output, to: truths.count, by: outputs).map { truths[$0] }
      let mean = column.reduce(0, +) / Double(max(1, column.count))
      // By the numbers themselves: the spread about a rounded mean is not quite 0.
      guard column.contains(where: { $0 != column[0] }) else { continue }
      varies = true
      spread += column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let total = Double(max(1, truths.count))
    self.init(
      count: truths.count / outputs,
      meanAbsoluteError: errors.reduce(0) { $0 + abs($1) } / total,
      rootMeanSquaredError: (squares / total).squareRoot(),
      determination: varies ? 1 - squares / spread : nil)
  }
}
