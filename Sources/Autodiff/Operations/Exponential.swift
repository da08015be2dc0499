internal import Numerics

extension Variable {
  /// eˣ.
  public func exp() -> Variable {
    elementwise(.exp, "exp", keeping: .output)
  }

  /// eˣ − 1, without the loss of digits near 0.
  public func expm1() -> Variable {
    elementwise(.expm1, "expm1", keeping: .output)
  }
}
