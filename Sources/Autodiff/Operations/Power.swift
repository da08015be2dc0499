internal import Numerics

extension Variable {
  /// xᵖ; for a negative x, NaN unless p is whole.
  public func power(_ exponent: Double) -> Variable {
    switch exponent {
    case 2: elementwise(.square, "power", keeping: .input)
    case 1: self
    case 0.5: elementwise(.squareRoot, "power", keeping: .output)
    case -1: elementwise(.reciprocal, "power", parameter: 1, keeping: .both)
    default: elementwise(.power, "power", parameter: exponent, keeping: .input)
    }
  }
}

extension Variable {
  /// xᵖ element by element, with broadcasting; for a negative x, NaN unless p is whole, and then p itself
  /// gets no gradient that is a number.
  public func power(_ exponent: Variable) -> Variable {
    let (x, p) = (value, exponent.value)
    let (xNode, pNode) = (node, exponent.node)
    let result = Tensor.combining(.raise, "power", x, p)
    return tape.record("power", result, when: isRecorded || exponent.isRecorded) {
      gradient, gradients in
      gradients.add(to: xNode) {
        let slope = Tensor.combining(.raise, "power", x, p.mapped(.shift, parameter: -1))
        // A power of 0 is 1 everywhere, at 0 too, where the slope would be 0 · ∞.
        let zero = Tensor(Scalar(0))
        let scaled = Tensor.combining(.multiply, "power", slope, p)
          .replaced(where: p.isEqual(to: zero), with: zero)
        return Tensor.combining(.multiply, "power", gradient, scaled).unbroadcast(to: x.shape)
      }
      gradients.add(to: pNode) {
        let slope = Tensor.combining(.logProduct, "power", result, x)
        return Tensor.combining(.multiply, "power", gradient, slope).unbroadcast(to: p.shape)
      }
    }
  }
}
