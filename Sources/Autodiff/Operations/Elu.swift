internal import Numerics

extension Variable {
  /// x, or alpha (eˣ − 1) below 0 (Clevert, Unterthiner and Hochreiter, 2016); alpha is at least 0.
  public func elu(alpha: Double = 1) -> Variable {
    elementwise(.elu, "elu", parameter: alpha, keeping: .output)
  }
}
