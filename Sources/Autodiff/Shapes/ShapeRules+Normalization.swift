extension ShapeRules {
  /// `[…, channels]` with a scale and a shift for each channel, and groups that divide the channels.
  ///
  /// - Returns: the number of channels.
  public static func normalization(
    _ operation: String, _ input: [Int], groups: Int, scale: [Int], shift: [Int]
  ) throws(TensorError) -> Int {
    guard let channels = input.last, scale == [channels], shift == [channels] else {
      throw TensorError(
        operation, [input, scale, shift], "scale and shift need the shape of the last axis")
    }
    guard groups > 0 ? channels % groups == 0 : channels == 0 else {
      throw TensorError(operation, [input], "\(groups) groups do not divide \(channels) channels")
    }
    return channels
  }

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
