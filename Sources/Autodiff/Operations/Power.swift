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
