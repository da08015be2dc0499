internal import Numerics

extension Variable {
  /// x Φ(x) with the normal distribution function Φ (Hendrycks and Gimpel, 2016), in its exact form.
  public func gelu() -> Variable {
    elementwise(.gelu, "gelu", keeping: .input)
  }
}
