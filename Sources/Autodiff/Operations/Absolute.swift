internal import Numerics

extension Variable {
  /// |x|; the slope at 0 is 0.
  public func absolute() -> Variable {
    elementwise(.absolute, "absolute", keeping: .input)
  }
}
