public import Autodiff
internal import Foundation

/// Whether predicted probabilities are the shares of right predictions (Guo, Pleiss, Sun and Weinberger, "On Calibration
/// of Modern Neural Networks", 2017), and the loss that punishes it when they are not.
public struct CalibrationMetrics: Hashable, Sendable {
  /// The items whose largest probability falls into an interval.
  public struct Bin: Hashable, Sendable {
    /// The interval of probabilities, open below and closed above; the first holds 0, too.
    public let lower: Double, upper: Double
    /// The number of items.
    public let count: Int
    /// The mean of their largest probabilities; 0 without items.
    public let confidence: Double
    /// The share that is predicted rightly; 0 without items.
    public let accuracy: Double
  }

  /// The bins, of equal width, ascending: a reliability diagram.
  public let bins: [Bin]
  /// The number of items.
  public let count: Int
  /// The mean of −ln p of the true class; infinite where that is 0 somewhere.
  public let logLoss: Double

  /// Measures probabilities.
  ///
  /// - Parameters:
  ///   - probabilities: `[items, classes]`, in 0…1 with rows that sum to 1 to about 10⁻³.
  ///   - labels: one an item.
  ///   - items: those that count; nil counts all that have a label.
  ///   - bins: the number of bins, at least 1.
  /// - Throws: `ModelError` with code `labels` if numbers of items differ, or an item is out of range or without label;
  ///   with code `evaluation` for no items, no classes, or a row that is no distribution, named.
  public init<S: TensorScalar>(
    probabilities: Tensor<S>, labels: Labels, items: [Int32]? = nil, bins: Int = 15
  ) throws(ModelError) {
    precondition(bins > 0, "CalibrationMetrics: \(bins) bins")
    let counted = try CountedScores(probabilities, labels, items)
    guard !counted.classes.isEmpty, counted.columns > 0 else {
      throw ModelError(.evaluation, "there are no items to measure calibration on")
    }
    var counts = [Int](repeating: 0, count: bins)
    var right = counts
    var confidences = [Double](repeating: 0, count: bins)
    var loss = 0.0
    for (index, truth) in counted.classes.enumerated() {
      let row = counted.row(index)
      guard row.allSatisfy({ $0 >= 0 && $0 <= 1.001 }), abs(row.reduce(0, +) - 1) <= 1e-3 else {
        throw ModelError(
          .evaluation,
          "the \(row.count) numbers of measured item \(index) are no probabilities: they sum to "
            + "\(row.reduce(0, +)); take the softmax of logits")
      }
      let confidence = min(1, row.max() ?? 0)
      // The first of equals, as argmaxRows has it.
      let guess = (row.firstIndex(of: row.max() ?? 0) ?? row.startIndex) - row.startIndex
      let bin = min(bins - 1, max(0, Int((confidence * Double(bins)).rounded(.up)) - 1))
      counts[bin] += 1
      right[bin] += guess == truth ? 1 : 0
      confidences[bin] += confidence
      loss -= log(row[row.startIndex + truth])
    }
    count = counted.classes.count
    logLoss = loss / Double(count)
    self.bins = (0..<bins).map { bin in
      let share = 1 / Double(max(1, counts[bin]))
      return Bin(
        lower: Double(bin) / Double(bins), upper: Double(bin + 1) / Double(bins),
        count: counts[bin], confidence: confidences[bin] * share,
        accuracy: Double(right[bin]) * share)
    }
  }

  /// The expected calibration error Σ count / n · |accuracy − confidence| over bins, in 0…1.
  public var expectedError: Double {
    bins.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.confidence) } / Double(count)
  }

  /// The largest |accuracy − confidence| of a bin that has items.
  public var largestError: Double {
    bins.reduce(0) { $1.count == 0 ? $0 : max($0, abs($1.accuracy - $1.confidence)) }
  }
}
