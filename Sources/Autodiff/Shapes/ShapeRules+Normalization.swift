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
}
