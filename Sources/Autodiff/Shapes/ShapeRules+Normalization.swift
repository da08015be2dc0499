extension ShapeRules {
  /// `[…, columns]`, with a residual of the same shape or none, under a scale and a shift
  /// `[columns]`: the same shape.
  public static func layerNormalized(
    _ input: [Int], adding residual: [Int]? = nil, scale: [Int], shift: [Int]
  ) throws(TensorError) -> [Int] {
    guard let columns = input.last, columns > 0, scale == [columns], shift == [columns] else {
      throw TensorError(
        "layerNormalized", [input, scale, shift],
        "scale and shift need the size of the last axis, which must not be 0")
    }
    guard residual == nil || residual == input else {
      throw TensorError(
        "layerNormalized", [input, residual ?? []], "what is added must have the same shape")
    }
    return input
  }
}
