internal import Numerics

extension Variable {
  /// x, or slope · x below 0.
  public func leakyRelu(slope: Double = 0.01) -> Variable {
    elementwise(.leakyRelu, "leakyRelu", parameter: slope, keeping: .input)
  }
}
