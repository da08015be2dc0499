import Autodiff

/// Loss and accuracy of logits against true classes.
struct ClassificationFit {
  /// Mean cross-entropy in nats.
  let loss: Double
  /// Share of rows whose largest logit is the true class.
  let accuracy: Double

  /// - Parameters:
  ///   - logits: `[items, classes]`.
  ///   - classes: one true class an item.
  init(logits: Tensor<Float>, classes: [Int32]) {
    let tape = Tape<Float>(recording: false)
    loss = Double(tape.constant(logits).crossEntropy(labels: classes).value.scalar)
    let guesses = logits.argmaxRows()
    let right = zip(guesses, classes).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    accuracy = Double(right) / Double(max(1, classes.count))
  }
}
