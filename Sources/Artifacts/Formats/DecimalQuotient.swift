/// Decimal fractions of up to 19 digits as the nearest Double, in one division.
///
/// With m below 2⁶⁴ and 5ᵏ below 2⁶⁴, m / 10ᵏ is the quotient of two 64-bit numbers and a power of two. Its first 63
/// or 64 bits and whether anything remains tell the nearest Double without doubt, so that no case is left over.
enum DecimalQuotient {
  /// The largest power of ten that may divide.
  static let mostPlaces = 27

  /// Powers of five, each moved left until its first bit is set, and by how far.
  private static let fives: [(value: UInt64, shift: Int)] = {
    var power: UInt64 = 1
    return (0...mostPlaces).map { place in
      if place > 0 { power *= 5 }
      return (power << UInt64(power.leadingZeroBitCount), power.leadingZeroBitCount)
    }
  }()

  /// The Double nearest to `mantissa` / 10^`places`, an even one where two are equally near.
  ///
  /// - Precondition: `mantissa` is not 0, and `places` is in 0...27.
  static func nearest(_ mantissa: UInt64, places: Int) -> Double {
    let five = fives[places]
    let shift = mantissa.leadingZeroBitCount
    let dividend = mantissa << UInt64(shift)
    // Half of a number below 2⁶⁴ is smaller than one whose first bit is set, as the division needs.
    let (quotient, rest) = five.value.dividingFullWidth((dividend >> 1, dividend << 63))
    let surplus = 11 - quotient.leadingZeroBitCount
    let half: UInt64 = 1 << UInt64(surplus - 1)
    let low = quotient & (half << 1 - 1)
    var significand = quotient >> UInt64(surplus)
    if low > half || (low == half && (rest != 0 || significand & 1 == 1)) { significand += 1 }
    let exponent = surplus - 63 + five.shift - shift - places
    // The scale is a normal number, as the exponent is within −143...12.
    return Double(significand) * Double(bitPattern: UInt64(1023 + exponent) << 52)
  }
}
