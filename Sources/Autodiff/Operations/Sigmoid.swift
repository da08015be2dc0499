internal import Numerics

extension Variable {
  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Variable {
    elementwise(.sigmoid, "sigmoid", keeping: .output)
  }
}
