internal import Numerics

extension Variable {
  /// −x[row, label] over the rows that have a label, where x are logarithms of probabilities.
  ///
  /// For logits ``crossEntropy(labels:rows:)`` does this and the logarithm of softmax in one.
  ///
  /// - Parameters:
  ///   - labels: a class for each row of these `[n, classes]`; −1 where there is none.
  ///   - rows: the rows to count, each as often as it is named; `nil` means all.
  ///   - reduction: the mean over counted rows (0 where none counts), their sum, or each one's loss.
  public func negativeLogLikelihood(
    labels: [Int32], rows: [Int32]? = nil, reduction: LossReduction = .mean
  ) -> Variable {
    let (shape, x) = (self.shape, value)
    trapping { () throws(TensorError) in
      try ShapeRules.likelihood(shape, labels: labels, rows: rows)
    }
    let chosen = (rows ?? Array(0..<Int32(labels.count))).filter { labels[Int($0)] >= 0 }
    let (count, columns) = (chosen.count, shape[1])
    let losses = Tensor<Scalar>(
      shape: [count],
      writing: { losses in
        withIndices(chosen, labels) { chosen, labels in
          x.read {
            Kernels.likelihood(
              count: count, columns: columns, $0, rows: chosen, labels: labels, losses: losses)
          }
        }
      })
    let scale = reduction == .mean ? (count == 0 ? 0 : 1 / Double(count)) : 1
    let result =
      reduction == .none
      ? losses : losses.summed(over: [0]).reshaped(to: []).mapped(.scale, parameter: scale)
    return tape.record("negativeLogLikelihood", result, when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var target = Tensor<Scalar>(zeros: shape)
        target.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          withIndices(chosen, labels) { chosen, labels in
            gradient.read { each in
              let isEach = reduction == .none
              Kernels.likelihoodPullback(
                count: count, columns: columns, rows: chosen, labels: labels,
                scale: isEach ? 1 : scale * Double(each[0]), gradients: isEach ? each : nil,
                into: target)
            }
          }
        }
        return target
      }
    }
  }
}

extension ShapeRules {
  /// Logarithms `[n, classes]` against n labels below the number of classes, over rows that are there.
  static func likelihood(
    _ shape: [Int], labels: [Int32], rows: [Int32]?
  ) throws(TensorError) {
    guard shape.count == 2, shape[0] == labels.count else {
      throw TensorError(
        "negativeLogLikelihood", [shape, [labels.count]],
        "logarithms [n, classes] need as many labels as rows")
    }
    for (row, label) in labels.enumerated() where label >= shape[1] {
      throw TensorError(
        "negativeLogLikelihood", [shape], "label \(label) of row \(row) is not below \(shape[1])")
    }
    for row in rows ?? [] where row < 0 || row >= shape[0] {
      throw TensorError("negativeLogLikelihood", [shape], "row \(row) is not in 0 ..< \(shape[0])")
    }
  }
}
