internal import Numerics

extension Variable {
  /// ln(1 + eˣ).
  public func softplus() -> Variable {
    elementwise(.softplus, "softplus", keeping: .input)
  }
}
