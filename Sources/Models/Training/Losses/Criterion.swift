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
    switch (loss, targets) {
    case (.crossEntropy(let smoothing, _), .classes(let labels))
    where smoothing == 0 && classWeights.isEmpty:
      let chosen = items.map { labels.classes[Int($0)] }
      guard let rows else { return output.crossEntropy(labels: chosen) }
      var spread = [Int32](repeating: -1, count: output.shape[0])
      for (row, label) in zip(rows, chosen) { spread[Int(row)] = label }
      return output.crossEntropy(labels: spread, rows: rows)
    case (.crossEntropy(let smoothing, _), .classes(let labels)):
      let predictions = rows.map { output.gatherRows($0) } ?? output
      let wanted: Tensor<Scalar> = distribution(labels, items, smoothing: smoothing)
      let weight = max(self.weight(of: items), .leastNormalMagnitude)
      return (predictions.logSoftmax() * output.tape.constant(wanted)).sum() * Scalar(-1 / weight)
    default:
      let predictions = rows.map { output.gatherRows($0) } ?? output
      let wanted: Tensor<Scalar> = targets.dense(items)
      return elementwise(predictions, output.tape.constant(wanted)).mean()
    }
  }

  /// The smoothed and weighted one-hot classes, `[items, classes]`.
  private func distribution<Scalar: TensorScalar>(
    _ labels: Labels, _ items: [Int32], smoothing: Double
  ) -> Tensor<Scalar> {
    let classes = labels.classCount
    let rest = smoothing / Double(classes)
    let weights = classWeights.isEmpty ? [Double](repeating: 1, count: classes) : classWeights
    var scalars: [Scalar] = []
    scalars.reserveCapacity(items.count * classes)
    for item in items {
      let label = Int(labels.classes[Int(item)])
      for index in 0..<classes {
        scalars.append(Scalar(weights[index] * ((index == label ? 1 - smoothing : 0) + rest)))
      }
    }
    return Tensor(shape: [items.count, classes], scalars)
  }

  private func elementwise<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ target: Variable<Scalar>
  ) -> Variable<Scalar> {
    switch loss {
    case .binaryCrossEntropy: return x.softplus() - x * target
    case .meanAbsoluteError: return (x - target).absolute()
    case .huber(let delta):
      // With e what |r| has beyond δ, the loss is ½ (|r| − e)² + δ e.
      let size = (x - target).absolute()
      let excess = (size + Scalar(-delta)).relu()
      return (size - excess).power(2) * Scalar(0.5) + excess * Scalar(delta)
    default: return (x - target).power(2)
    }
  }
}
