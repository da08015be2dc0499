internal import Numerics

extension Variable {
  /// The mean of −ln softmax(row)[label] over the rows that have a label, shape `[]`.
  ///
  /// - Parameters:
  ///   - labels: a class for each row of these logits `[n, classes]`; −1 where there is none.
  ///   - rows: the rows to count, each as often as it is named; `nil` means all.
  /// - Returns: 0 when no row counts.
  public func crossEntropy(labels: [Int32], rows: [Int32]? = nil) -> Variable {
    let shape = self.shape
    _ = trapping { () throws(TensorError) in
      try ShapeRules.crossEntropy(shape, labels: labels.count)
    }
    let columns = shape[1]
    precondition(
      labels.allSatisfy { $0 < columns }, "crossEntropy: a label is not below \(columns) classes")
    let chosen = (rows ?? (0..<Int32(labels.count)).map { $0 }).filter { labels[Int($0)] >= 0 }
    let areDistinct = zip(chosen, chosen.dropFirst()).allSatisfy { $0 < $1 }
    let count = chosen.count
    let logits = value
    var loss = 0.0
    let logarithms = Tensor<Scalar>(
      shape: [count],
      writing: { logarithms in
        withScratch(of: Scalar.self, count) { losses in
          withPointers(chosen, labels) { chosen, labels in
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
          withPointers(chosen, labels) { chosen, labels in
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

/// The addresses of two lists, unless one is empty.
private func withPointers(
  _ a: [Int32], _ b: [Int32], _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> Void
) {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      if let a = a.baseAddress, let b = b.baseAddress { body(a, b) }
    }
  }
}
