package import Autodiff

/// A loss with the targets it is measured against.
package struct Criterion {
  private let loss: LossFunction
  private let targets: Targets
  /// One a class; empty where all count alike.
  private let classWeights: [Double]

  /// - Parameter items: those that balanced weights are counted on.
  package init(_ loss: LossFunction, targets: Targets, items: [Int32]) {
    self.loss = loss
    self.targets = targets
    switch (loss, targets) {
    case (.crossEntropy(_, .given(let weights)), _): classWeights = weights
    case (.crossEntropy(_, .balanced), .classes(let labels)):
      var counts = [Double](repeating: 0, count: labels.classCount)
      for item in items { counts[Int(labels.classes[Int(item)])] += 1 }
      let share = Double(items.count) / Double(max(1, labels.classCount))
      classWeights = counts.map { $0 > 0 ? share / $0 : 0 }
    default: classWeights = []
    }
  }

  /// What the mean over these items is divided by: their number, or the sum of their classes' weights.
  package func weight(of items: [Int32]) -> Double {
    guard case .classes(let labels) = targets, !classWeights.isEmpty else {
      return Double(items.count)
    }
    return items.reduce(0) { $0 + classWeights[Int(labels.classes[Int($1)])] }
  }

  /// The mean loss over some items.
  ///
  /// - Parameters:
  ///   - output: what the model made, `[rows, outputs]`.
  ///   - rows: the row of each item in it; nil when the rows are the items, in order.
  package func mean<Scalar: TensorScalar>(
    _ output: Variable<Scalar>, items: [Int32], rows: [Int32]?
  ) -> Variable<Scalar> {
    if case .crossEntropy(let smoothing, _) = loss, case .classes(let labels) = targets {
      let chosen = items.map { labels.classes[Int($0)] }
      let weights = classWeights.isEmpty ? nil : classWeights.map { Scalar($0) }
      guard let rows else {
        return output.crossEntropy(labels: chosen, classWeights: weights, smoothing: smoothing)
      }
      var spread = [Int32](repeating: Labels.hidden, count: output.shape[0])
      for (row, label) in zip(rows, chosen) { spread[Int(row)] = label }
      return output.crossEntropy(
        labels: spread, rows: rows, classWeights: weights, smoothing: smoothing)
    }
    let predictions = rows.map { output.gatherRows($0) } ?? output
    let wanted: Tensor<Scalar> = targets.dense(items)
    let target = output.tape.constant(wanted)
    switch loss {
    case .binaryCrossEntropy: return predictions.binaryCrossEntropy(labels: target)
    case .meanAbsoluteError: return predictions.absoluteError(to: target)
    case .huber(let delta): return predictions.huberError(to: target, delta: delta)
    case .meanSquaredError, .crossEntropy: return predictions.squaredError(to: target)
    }
  }
}
