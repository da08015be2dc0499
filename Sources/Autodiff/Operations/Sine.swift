internal import Numerics

extension Variable {
  /// sin x, for an angle in radians.
  public func sine() -> Variable {
    elementwise(.sine, "sine", keeping: .input)
  }

  /// cos x, for an angle in radians.
  public func cosine() -> Variable {
    elementwise(.cosine, "cosine", keeping: .input)
  }
}
