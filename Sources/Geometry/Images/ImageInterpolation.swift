/// How an image is read between its pixels; both are exact at the pixels themselves, and 0 lies beyond the border.
public enum ImageInterpolation: String, Sendable, CaseIterable {
  /// Linear along rows and columns, over 2 × 2 pixels: exact for linear functions, never beyond the pixels' values.
  case bilinear
  /// Keys' cubic convolution over 4 × 4 pixels: exact for quadratic functions, sharper, overshooting at edges.
  ///
  /// R. G. Keys, "Cubic Convolution Interpolation for Digital Image Processing", IEEE Transactions on Acoustics, Speech
  /// and Signal Processing 29 (1981), with a = −½.
  case bicubic

  /// Writes the value of every channel at a place, given in pixels; pixel (0, 0) lies at row 0, column 0.
  @inline(__always)
  func sample(
    _ image: UnsafePointer<Float>, height: Int, width: Int, channels: Int, row: Double,
    column: Double, into output: UnsafeMutablePointer<Float>
  ) {
    let reach = self == .bilinear ? 1 : 2
    let (top, left) = (row.rounded(.down), column.rounded(.down))
    // Also false where a place is not finite.
    guard top >= Double(-reach), top < Double(height + reach - 1), left >= Double(-reach),
      left < Double(width + reach - 1)
    else {
      for channel in 0..<channels { output[channel] = 0 }
      return
    }
    let rowWeights = weights(row - top)
    let columnWeights = weights(column - left)
    let (firstRow, firstColumn) = (Int(top) - reach + 1, Int(left) - reach + 1)
    for channel in 0..<channels {
      var sum = 0.0
      for i in 0..<2 * reach where (0..<height).contains(firstRow + i) {
        var along = 0.0
        for j in 0..<2 * reach where (0..<width).contains(firstColumn + j) {
          let pixel = (firstRow + i) * width + firstColumn + j
          along += columnWeights[j] * Double(image[pixel * channels + channel])
        }
        sum += rowWeights[i] * along
      }
      output[channel] = Float(sum)
    }
  }

  /// The weights of the pixels around a place that lies `t` behind the last one before it, t in 0 ..< 1.
  @inline(__always)
  private func weights(_ t: Double) -> SIMD4<Double> {
    switch self {
    case .bilinear: SIMD4(1 - t, t, 0, 0)
    case .bicubic:
      SIMD4(
        ((2 - t) * t - 1) * t / 2, ((3 * t - 5) * t * t + 2) / 2, ((4 - 3 * t) * t + 1) * t / 2,
        (t - 1) * t * t / 2)
    }
  }
}
