extension Variable {
  /// Rows `range` along axis 0.
  public func rows(_ range: Range<Int>) -> Variable {
    let original = shape
    return tape.record("rows", value.rows(range), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var result = Tensor<Scalar>(zeros: original)
        let size = original.dropFirst().reduce(1, *)
        result.withUnsafeMutableBufferPointer { target in
          guard let target = target.baseAddress else { return }
          gradient.read {
            (target + range.lowerBound * size).update(from: $0, count: gradient.count)
          }
        }
        return result
      }
    }
  }
}
