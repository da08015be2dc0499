internal import Numerics

extension Variable {
  /// The sum over axes (`nil`: all), which vanish unless kept with size 1; an empty sum is 0.
  @_specialize(where Scalar == Float)
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let (sum, shape) = value.reduced("sum", axes: axes, keepingAxes: keepingAxes)
    return tape.record("sum", sum.reshaped(to: shape.result), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        gradient.reshaped(to: shape.kept).expanded(to: shape.full)
      }
    }
  }
}

extension Tensor where Scalar: TensorScalar {
  /// The sum over axes with the shapes before, after, and after with axes kept.
  func reduced(
    _ operation: String, axes: [Int]?, keepingAxes: Bool
  ) -> (Tensor, (full: [Int], kept: [Int], result: [Int])) {
    let axes = trapping { () throws(TensorError) in
      try ShapeRules.normalized(operation, shape, axes: axes)
    }
    let sum = summed(over: axes)
    let result =
      keepingAxes ? sum.shape : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    return (sum, (shape, sum.shape, result))
  }
}
