extension SparseOperator {
  /// The product with a dense variable `[columns, c]`, to which the gradient flows: `[rows, c]`.
  ///
  /// Only stored entries are worked on, on the way back too: with rows of a bag of words or of ones it is an
  /// embedding bag.
  ///
  /// - Parameter bias: of shape `[c]`, added to every row in the same pass.
  public func multiply(
    _ dense: Variable<Scalar>, adding bias: Variable<Scalar>? = nil
  ) -> Variable<Scalar> {
    let (node, biasNode) = (dense.node, bias?.node)
    let biasShape = bias?.shape ?? []
    return dense.tape.record(
      "sparse multiply", pattern.product(values, dense.value, bias: bias?.value),
      when: dense.isRecorded || (bias?.isRecorded ?? false)
    ) { gradient, gradients in
      if let biasNode { gradients.add(to: biasNode) { gradient.unbroadcast(to: biasShape) } }
      gradients.add(to: node) { transposed().multiply(gradient) }
    }
  }
}

extension SparsePattern {
  /// The product of a sparse matrix whose entries are a variable with a dense one; gradients flow to both.
  ///
  /// - Parameters:
  ///   - entries: the values at this pattern's entries, `[entries]`, or `[entries, heads]` for as many matrices
  ///     of one pattern.
  ///   - dense: `[columns, c]`, or `[columns, heads, c]`: each head has its own.
  /// - Returns: `[rows, c]`, or `[rows, heads, c]`; rows without entries are 0.
  public func multiply<Scalar>(
    _ entries: Variable<Scalar>, _ dense: Variable<Scalar>
  ) -> Variable<Scalar> {
    let (values, x) = (entries.value, dense.value)
    let (entriesNode, denseNode) = (entries.node, dense.node)
    precondition(
      values.shape.first == nonzeroCount,
      "sparse multiply: entries of shape \(values.shape) for \(nonzeroCount) entries")
    // Each is the other's slope, and not kept where that is a constant.
    let keptX = entries.isRecorded ? x : nil
    let keptValues = dense.isRecorded ? values : nil
    return dense.tape.record(
      "sparse multiply", product(values, x), when: entries.isRecorded || dense.isRecorded
    ) { [self] gradient, gradients in
      if let keptX { gradients.add(to: entriesNode) { sampled(gradient, keptX) } }
      if let keptValues {
        gradients.add(to: denseNode) {
          transposed().product(transposed(keptValues), gradient)
        }
      }
    }
  }
}
