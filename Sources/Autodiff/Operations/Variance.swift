internal import Numerics

extension Variable {
  /// The variance over axes (`nil`: all), which vanish unless kept with size 1: the sum of squared distances
  /// to the mean, divided by their number less `correction`.
  ///
  /// - Parameter correction: 0 for the variance of a population, 1 for the estimate from a sample (Bessel).
  @_specialize(where Scalar == Float)
  public func variance(
    axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false
  ) -> Variable {
    let x = value
    let (sum, shape) = x.reduced("variance", axes: axes, keepingAxes: keepingAxes)
    let count = Double(x.count) / Double(sum.count)
    let mean = sum.mapped(.scale, parameter: 1 / count)
    let squares = Tensor.combining(.squaredDifference, "variance", x, mean)
      .unbroadcast(to: shape.kept)
    let share = 1 / (count - Double(correction))
    let result = squares.mapped(.scale, parameter: share).reshaped(to: shape.result)
    return tape.record("variance", result, when: isRecorded) { [node] gradient, gradients in
      gradients.add(to: node) {
        let centered = Tensor.combining(.subtract, "variance", x, mean)
        let factor = gradient.mapped(.scale, parameter: 2 * share).reshaped(to: shape.kept)
        return .combining(.multiply, "variance", centered, factor)
      }
    }
  }
}
