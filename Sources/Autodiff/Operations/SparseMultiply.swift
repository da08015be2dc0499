extension SparseOperator {
  /// The product with a dense variable `[columns, c]`, to which the gradient flows: `[rows, c]`.
  public func multiply(_ dense: Variable<Scalar>) -> Variable<Scalar> {
    let node = dense.node
    return dense.tape.record("sparse multiply", multiply(dense.value), when: dense.isRecorded) {
      gradient, gradients in
      gradients.add(to: node) { transposed().multiply(gradient) }
    }
  }
}
