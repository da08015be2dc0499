/// A triangle known by its edge lengths alone, measured without any correction.
struct IntrinsicTriangle {
  /// Half the cotangent of the angle opposite each edge.
  let halfCotangents: SIMD3<Double>
  /// In length units squared; not above 0 where the lengths belong to no triangle with an interior.
  let area: Double

  /// Measures a triangle by Kahan's formula, which keeps its digits for needles and caps.
  @inline(__always)
  init(_ lengths: SIMD3<Double>) {
    let (high, low) = (lengths.max(), lengths.min())
    let middle = max(
      min(lengths[0], lengths[1]), min(max(lengths[0], lengths[1]), lengths[2]))
    let product =
      (high + (middle + low)) * (low - (high - middle)) * (low + (high - middle))
      * (high + (middle - low))
    area = product > 0 ? 0.25 * product.squareRoot() : 0
    let squares = lengths * lengths
    let scale = 0.125 / area
    halfCotangents = SIMD3(
      (squares[1] + squares[2] - squares[0]) * scale,
      (squares[2] + squares[0] - squares[1]) * scale,
      (squares[0] + squares[1] - squares[2]) * scale)
  }

  /// Whether the lengths belong to a triangle with an interior.
  var isProper: Bool { area > 0 && area.isFinite }
}
