internal import Numerics

extension Variable {
  /// eˣ.
  public func exp() -> Variable {
    elementwise(.exp, "exp", keeping: .output)
  }
}
