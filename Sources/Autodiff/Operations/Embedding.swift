internal import Numerics

extension Variable {
  /// The rows of this table `[entries, width]` that indices name: of the indices' shape with an
  /// axis `width` more.
  ///
  /// The gradient to a row is the sum over its uses in their order.
  ///
  /// - Parameters:
  ///   - indices: in 0 ..< entries.
  ///   - padding: an index whose row gets no gradient, so that it stays as it began.
  public func embedding(_ indices: Tensor<Int32>, padding: Int32? = nil) -> Variable {
    let table = shape
    _ = trapping { () throws(TensorError) in
      try ShapeRules.embedding(table, indices: indices.shape)
    }
    return tape.record("embedding", value.rows(at: indices), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        var result = Tensor<Scalar>(zeros: table)
        result.addRows(gradient, at: indices)
        guard let padding, padding >= 0, Int(padding) < table[0] else { return result }
        result.withUnsafeMutableBufferPointer {
          let start = Int(padding) * table[1]
          for place in start..<start + table[1] { $0[place] = 0 }
        }
        return result
      }
    }
  }
}
