internal import Numerics

extension Variable {
  /// x / (1 + e⁻ˣ), also called swish.
  public func silu() -> Variable {
    elementwise(.silu, "silu", keeping: .both)
  }
}
