internal import Numerics

extension Variable {
  /// The mean over axes (`nil`: all), which vanish unless kept with size 1; an empty mean is NaN.
  @_specialize(where Scalar == Float)
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let (sum, shape) = value.reduced("mean", axes: axes, keepingAxes: keepingAxes)
    let share = Double(sum.count) / Double(value.count)
    return tape.record(
      "mean", sum.mapped(.scale, parameter: share).reshaped(to: shape.result), when: isRecorded
    ) { [node] gradient, gradients in
      gradients.add(to: node) {
        gradient.mapped(.scale, parameter: share).reshaped(to: shape.kept)
          .expanded(to: shape.full)
      }
    }
  }
}
