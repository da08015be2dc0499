internal import Numerics

extension Variable {
  /// max(x, 0); the slope at 0 is 0.
  public func relu() -> Variable {
    elementwise(.relu, "relu", keeping: .output)
  }
}
