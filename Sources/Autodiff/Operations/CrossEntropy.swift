internal import Numerics

extension Variable {
  /// The mean of −ln softmax(row)[label] over the rows that have a label, shape `[]`.
  ///
  /// - Parameters:
  ///   - labels: a class for each row of these logits `[n, classes]`; negative where there is none.
  ///   - rows: the rows to count, each as often as it is named; `nil` means all.
  ///   - classWeights: a weight, at least 0, for each class; the mean is then weighted by those
  ///     of the labels.
  ///   - smoothing: in 0 ... 1; what part of a label is spread evenly over all classes (Szegedy
  ///     et al., 2016).
  /// - Returns: 0 when no row counts.
  public func crossEntropy(
    labels: [Int32], rows: [Int32]? = nil, classWeights: [Scalar]? = nil, smoothing: Double = 0
  ) -> Variable {
    _ = trapping { () throws(TensorError) in
      try ShapeRules.crossEntropy(shape, labels: labels.count)
    }
    precondition(
      labels.allSatisfy { $0 < shape[1] }, "crossEntropy: a label is not below \(shape[1]) classes")
    guard let rows else {
      return crossEntropy(.labels(labels), classWeights, smoothing)
    }
    guard classWeights == nil && smoothing == 0 else {
      return gatherRows(rows).crossEntropy(
        .labels(rows.map { labels[Int($0)] }), classWeights, smoothing)
    }
    return crossEntropy(labels: labels, chosenRows: rows)
  }

  /// The mean over rows of −Σ p ln softmax(row), shape `[]`; no gradient flows to the probabilities.
  ///
  /// - Parameters:
  ///   - probabilities: of the shape `[n, classes]` of these logits; rows usually sum to 1.
  ///   - classWeights: a weight, at least 0, for each class, which its terms are multiplied by.
  ///   - smoothing: in 0 ... 1; what part of the probabilities is replaced by even ones.
  /// - Returns: 0 when there are no rows.
  public func crossEntropy(
    probabilities: Tensor<Scalar>, classWeights: [Scalar]? = nil, smoothing: Double = 0
  ) -> Variable {
    _ = trapping { () throws(TensorError) in
      try ShapeRules.crossEntropy(shape, probabilities: probabilities.shape)
    }
    return crossEntropy(.probabilities(probabilities), classWeights, smoothing)
  }

  /// All rows at once, each with its place in the gradient.
  private func crossEntropy(
    _ targets: ClassTargets<Scalar>, _ classWeights: [Scalar]?, _ smoothing: Double
  ) -> Variable {
    let (n, columns, logits) = (shape[0], shape[1], value)
    precondition(
      (0...1).contains(smoothing) && (classWeights == nil || classWeights?.count == columns),
      "crossEntropy: \(columns) classes with \(classWeights?.count ?? 0) weights and smoothing \(smoothing)"
    )
    let weights = classWeights.map { Tensor(shape: [columns], $0) }
    var (loss, share) = (Scalar(0), Scalar(0))
    let logarithms = Tensor<Scalar>(
      shape: [n],
      writing: { logarithms in
        withScratch(of: Scalar.self, 2 * n) { losses in
          targets.read(logits, weights) { logits, targets, weights in
            Kernels.classLoss(
              rows: n, columns: columns, logits, targets: targets, weights: weights,
              smoothing: smoothing, losses: losses, shares: losses + n, logarithms: logarithms)
          }
          Kernels.sum(outer: 1, middle: n, inner: 1, losses, into: &loss)
          Kernels.sum(outer: 1, middle: n, inner: 1, losses + n, into: &share)
        }
      })
    let scale = share > 0 ? 1 / Double(share) : 0
    let result = Tensor(Scalar(Double(loss) * scale))
    return tape.record("crossEntropy", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        Tensor(
          shape: [n, columns],
          writing: { target in
            logarithms.read { logarithms in
              targets.read(logits, weights) { logits, targets, weights in
                Kernels.classLossPullback(
                  rows: n, columns: columns, logits, targets: targets, weights: weights,
                  smoothing: smoothing, logarithms: logarithms,
                  scale: scale * Double(gradient.scalar), into: target)
              }
            }
          })
      }
    }
  }

  private func crossEntropy(labels: [Int32], chosenRows rows: [Int32]) -> Variable {
    let shape = self.shape
    let columns = shape[1]
    let chosen = rows.filter { labels[Int($0)] >= 0 }
    let areDistinct = zip(chosen, chosen.dropFirst()).allSatisfy { $0 < $1 }
    let count = chosen.count
    let logits = value
    var loss = 0.0
    let logarithms = Tensor<Scalar>(
      shape: [count],
      writing: { logarithms in
        withScratch(of: Scalar.self, count) { losses in
          withIndices(chosen, labels) { chosen, labels in
            logits.read {
              Kernels.crossEntropy(
                count: count, columns: columns, $0, rows: chosen, labels: labels, losses: losses,
                logarithms: logarithms)
            }
          }
          for index in 0..<count { loss += Double(losses[index]) }
        }
      })
    let scale = count == 0 ? 0 : 1 / Double(count)
    return tape.record("crossEntropy", Tensor(Scalar(loss * scale)), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var result = Tensor<Scalar>(zeros: shape)
        result.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          withIndices(chosen, labels) { chosen, labels in
            logits.read { logits in
              logarithms.read {
                Kernels.crossEntropyPullback(
                  count: count, columns: columns, logits, rows: chosen, areDistinct: areDistinct,
                  labels: labels, logarithms: $0, scale: scale * Double(gradient.scalar),
                  into: target)
              }
            }
          }
        }
        return result
      }
    }
  }
}

/// What logits are held to.
private enum ClassTargets<Scalar: TensorScalar> {
  case labels([Int32])
  case probabilities(Tensor<Scalar>)

  /// Calls the closure with the addresses of logits, targets and weights, unless there are no rows.
  func read(
    _ logits: Tensor<Scalar>, _ weights: Tensor<Scalar>?,
    _ body: (UnsafePointer<Scalar>, Kernels.ClassTargets<Scalar>, UnsafePointer<Scalar>?) -> Void
  ) {
    func withTargets(_ body: (Kernels.ClassTargets<Scalar>) -> Void) {
      switch self {
      case .labels(let labels):
        labels.withUnsafeBufferPointer { if let base = $0.baseAddress { body(.labels(base)) } }
      case .probabilities(let all): all.read { body(.probabilities($0)) }
      }
    }
    logits.read { logits in
      withTargets { targets in
        guard let weights else { return body(logits, targets, nil) }
        weights.read { body(logits, targets, $0) }
      }
    }
  }
}
