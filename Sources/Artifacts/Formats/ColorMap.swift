/// A perceptually even dark-to-light map from numbers to colours, in the manner of viridis.
///
/// Control points are equally spaced in the value and joined linearly.
public enum ColorMap {
  /// Eleven sRGB control points from dark violet over teal to yellow, lightness rising evenly.
  private static let points: [SIMD3<Double>] = [
    SIMD3(68, 1, 84), SIMD3(72, 36, 117), SIMD3(65, 68, 135), SIMD3(53, 95, 141),
    SIMD3(42, 120, 142), SIMD3(33, 145, 140), SIMD3(34, 168, 132), SIMD3(68, 191, 112),
    SIMD3(122, 209, 81), SIMD3(189, 223, 38), SIMD3(253, 231, 37),
  ]

  /// The colour used for values that are not finite.
  public static let missing = SIMD3<UInt8>(128, 128, 128)

  /// The 8-bit sRGB colour of a value in 0…1; values outside are clamped, NaN is grey.
  public static func color(at value: Double) -> SIMD3<UInt8> {
    guard !value.isNaN else { return missing }
    let scaled = min(max(value, 0), 1) * Double(points.count - 1)
    let lower = min(Int(scaled), points.count - 2)
    let part = scaled - Double(lower)
    let mixed = points[lower] + (points[lower + 1] - points[lower]) * part
    return SIMD3<UInt8>(mixed.rounded(.toNearestOrEven))
  }

  /// One colour a value, the smallest finite value dark and the largest light.
  ///
  /// - Complexity: O(n).
  public static func colors(of values: [Double]) -> [SIMD3<UInt8>] {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    // Halves keep the range finite when the values span more than a Double.
    let range = high / 2 - low / 2
    return values.map { value in
      guard value.isFinite else { return missing }
      return color(at: range > 0 ? (value / 2 - low / 2) / range : 0.5)
    }
  }
}
