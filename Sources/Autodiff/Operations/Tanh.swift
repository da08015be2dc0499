internal import Numerics

extension Variable {
  /// The hyperbolic tangent.
  public func tanh() -> Variable {
    elementwise(.tanh, "tanh", keeping: .output)
  }
}
