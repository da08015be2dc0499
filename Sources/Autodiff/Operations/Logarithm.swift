internal import Numerics

extension Variable {
  /// The natural logarithm: −∞ at 0, NaN below.
  public func log() -> Variable {
    elementwise(.log, "log", keeping: .input)
  }

  /// ln(1 + x): −∞ at −1, NaN below; without the loss of digits near 0.
  public func log1p() -> Variable {
    elementwise(.log1p, "log1p", keeping: .input)
  }
}
