extension Variable {
  /// Every `step`th of the places `range` along an axis; nothing is copied.
  ///
  /// - Parameters:
  ///   - axis: counted from the back where negative.
  ///   - step: positive.
  public func slice(axis: Int, _ range: Range<Int>, step: Int = 1) -> Variable {
    part("slice") { $0.slice(axis: axis, range, step: step) }
  }

  /// Rows `range` along axis 0; nothing is copied.
  public func rows(_ range: Range<Int>) -> Variable { part("rows") { $0.rows(range) } }

  /// Parts of the given sizes along an axis, which they fill; nothing is copied.
  public func split(axis: Int, sizes: [Int]) -> [Variable] {
    trapping { () throws(TensorError) in
      try ShapeRules.split(shape, axis: axis, sizes: sizes)
    }.map { slice(axis: axis, $0) }
  }

  /// What a view shows of the value; the gradient is added where it lies in the whole.
  @_specialize(where Scalar == Float)
  func part(
    _ operation: StaticString,
    _ view: @escaping @Sendable (Tensor<Scalar>) -> Tensor<Scalar>
  ) -> Variable {
    let whole = shape
    return tape.record(operation, view(value), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node, shape: whole, gradient) { $0.add(gradient, at: view) }
    }
  }
}
