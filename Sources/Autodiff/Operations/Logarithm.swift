internal import Numerics

extension Variable {
  /// The natural logarithm: −∞ at 0, NaN below.
  public func log() -> Variable {
    elementwise(.log, "log", keeping: .input)
  }
}
