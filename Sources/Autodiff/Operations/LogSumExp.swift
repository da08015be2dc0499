internal import Numerics

extension Variable {
  /// ln Σ eˣ over an axis that is not empty, without overflow; the axis vanishes unless kept with size 1.
  public func logSumExp(axis: Int, keepingAxes: Bool = false) -> Variable {
    let x = value
    let full = shape
    let axis = trapping { () throws(TensorError) in
      try ShapeRules.extreme("logSumExp", full, axis: axis)
    }
    // An infinite largest element would leave ∞ − ∞.
    let limit = Double(Scalar.greatestFiniteMagnitude)
    let top = x.largest(axis: axis).mapped(.atLeast, parameter: -limit)
      .mapped(.atMost, parameter: limit)
    let sum = Tensor.combining(.expDifference, "logSumExp", x, top).summed(over: [axis])
    let kept = Tensor.combining(.add, "logSumExp", sum.mapped(.log), top)
    let result = keepingAxes ? kept : kept.squeezed(axes: [axis])
    return tape.record("logSumExp", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        let soft = Tensor.combining(.expDifference, "logSumExp", x, kept)
        return .combining(.multiply, "logSumExp", soft, gradient.reshaped(to: kept.shape))
      }
    }
  }
}
