internal import Numerics

extension Variable {
  /// Items brought to the length of the longest, `[rows, …]` to `[items, longest, …]`, with zeros past their ends.
  ///
  /// Where all have one length nothing is copied.
  public func padded(items: RaggedRows) -> Variable {
    let original = shape
    let target = trapping { () throws(TensorError) in
      try ShapeRules.padded(
        original, rows: items.rowCount, items: items.count, longest: items.longest)
    }
    if items.isUniform { return reshaped(to: target) }
    return tape.record("padded", value.padded(items, to: target), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.unpadded(items, to: original) }
    }
  }

  /// Items without the rows past their ends, `[items, longest, …]` to `[rows, …]`: the way back of
  /// ``padded(items:)``.
  ///
  /// Where all have one length nothing is copied.
  public func unpadded(items: RaggedRows) -> Variable {
    let original = shape
    let target = trapping { () throws(TensorError) in
      try ShapeRules.unpadded(
        original, rows: items.rowCount, items: items.count, longest: items.longest)
    }
    if items.isUniform { return reshaped(to: target) }
    return tape.record("unpadded", value.unpadded(items, to: target), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) { gradient.padded(items, to: original) }
    }
  }

  /// The last row of each item, `[rows, …]` to `[items, …]`; zeros for an item without rows.
  public func lastRows(of items: RaggedRows) -> Variable {
    _ = trapping { () throws(TensorError) in
      try ShapeRules.padded(
        shape, rows: items.rowCount, items: items.count, longest: items.longest)
    }
    let full = (0..<items.count).filter { !items[$0].isEmpty }
    let rows = gatherRows(full.map { Int32(items[$0].upperBound - 1) })
    return full.count == items.count
      ? rows : rows.scatterRows(Tensor(full.map { Int32($0) }), count: items.count)
  }
}

extension Tensor where Scalar: TensorScalar {
  fileprivate func padded(_ items: RaggedRows, to target: [Int]) -> Tensor {
    Tensor(
      shape: target,
      writing: { y in
        read {
          Kernels.padRows(
            offsets: items.offsets, longest: items.longest, columns: shape.dropFirst().product,
            $0, into: y)
        }
      })
  }

  fileprivate func unpadded(_ items: RaggedRows, to target: [Int]) -> Tensor {
    Tensor(
      shape: target,
      writing: { y in
        read {
          Kernels.unpadRows(
            offsets: items.offsets, longest: items.longest, columns: target.dropFirst().product,
            $0, into: y)
        }
      })
  }
}
