internal import Numerics

extension Variable {
  /// The Euclidean norm √Σx² over axes (`nil`: all), which vanish unless kept with size 1; where it is 0, so
  /// is its slope.
  @_specialize(where Scalar == Float)
  public func norm(axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let x = value
    let (sum, shape) = x.mapped(.square).reduced("norm", axes: axes, keepingAxes: keepingAxes)
    let norm = sum.mapped(.squareRoot)
    return tape.record("norm", norm.reshaped(to: shape.result), when: isRecorded) {
      [node] gradient, gradients in
      gradients.add(to: node) {
        let share = Tensor.combining(
          .divide, "norm", gradient.reshaped(to: shape.kept), norm)
        let zero = Tensor(Scalar(0)).expanded(to: shape.kept)
        let factor = share.replaced(where: norm.isEqual(to: zero), with: zero)
        return .combining(.multiply, "norm", x, factor)
      }
    }
  }
}
