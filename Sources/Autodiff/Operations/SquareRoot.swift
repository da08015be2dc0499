internal import Numerics

extension Variable {
  /// The square root.
  public func squareRoot() -> Variable {
    elementwise(.squareRoot, "squareRoot", keeping: .output)
  }
}
