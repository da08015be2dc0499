internal import Numerics

extension Variable {
  /// 1 / x.
  public func reciprocal() -> Variable {
    elementwise(.reciprocal, "reciprocal", parameter: 1, keeping: .both)
  }

  /// 1 / √x.
  public func reciprocalSquareRoot() -> Variable {
    elementwise(.reciprocalSquareRoot, "reciprocalSquareRoot", keeping: .output)
  }
}
