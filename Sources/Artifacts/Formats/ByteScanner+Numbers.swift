extension ByteScanner {
  /// Powers of ten that a Double holds exactly.
  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Reads a decimal number at the cursor, correctly rounded; nil (cursor unmoved) if there is none.
  ///
  /// `nan`, `inf` and `infinity` in any case are read as such, so that the caller can name the element.
  /// A mantissa below 2⁵³ with a power of ten up to 22 is exact in one operation (Clinger, "How to
  /// read floating point numbers accurately", 1990); a fraction of up to 19 digits is one division of integers;
  /// everything else goes to the standard library.
  mutating func number() -> Double? {
    var cursor = position
    var negative = false
    if cursor < end, cursor.pointee == Ascii.minus || cursor.pointee == Ascii.plus {
      negative = cursor.pointee == Ascii.minus
      cursor += 1
    }
    var mantissa: UInt64 = 0
    var exponent = 0
    var kept = 0
    var digits = 0
    while cursor < end {
      let digit = cursor.pointee &- Ascii.zero
      guard digit < 10 else { break }
      if kept < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { kept += 1 }
      } else {
        kept = 20
      }
      digits += 1
      cursor += 1
    }
    if cursor < end, cursor.pointee == Ascii.dot {
      cursor += 1
      while cursor < end {
        let digit = cursor.pointee &- Ascii.zero
        guard digit < 10 else { break }
        if kept < 19 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if mantissa != 0 { kept += 1 }
          exponent -= 1
        } else {
          kept = 20
        }
        digits += 1
        cursor += 1
      }
    }
    guard digits > 0 else { return nonFinite() }
    if cursor < end, cursor.pointee | 32 == Ascii.e { readExponent(&cursor, &exponent) }
    let first = position
    position = cursor
    if kept < 20, mantissa <= 1 << 53 {
      if mantissa == 0 { return negative ? -0.0 : 0 }
      if exponent == 0 { return negative ? -Double(mantissa) : Double(mantissa) }
      if exponent > 0, exponent <= 22 {
        let value = Double(mantissa) * Self.exactPowers[exponent]
        return negative ? -value : value
      }
      if exponent < 0, exponent >= -22 {
        let value = Double(mantissa) / Self.exactPowers[-exponent]
        return negative ? -value : value
      }
    }
    if kept < 20, exponent < 0, exponent >= -DecimalQuotient.mostPlaces {
      let value = DecimalQuotient.nearest(mantissa, places: -exponent)
      return negative ? -value : value
    }
    return slowNumber(first)
  }

  /// Adds a well-formed exponent to `exponent` and moves past it; leaves both alone otherwise.
  private func readExponent(_ cursor: inout UnsafePointer<UInt8>, _ exponent: inout Int) {
    var next = cursor + 1
    var negative = false
    if next < end, next.pointee == Ascii.minus || next.pointee == Ascii.plus {
      negative = next.pointee == Ascii.minus
      next += 1
    }
    guard next < end, next.pointee &- Ascii.zero < 10 else { return }
    var value = 0
    while next < end {
      let digit = next.pointee &- Ascii.zero
      guard digit < 10 else { break }
      if value < 100_000 { value = value * 10 + Int(digit) }
      next += 1
    }
    exponent += negative ? -value : value
    cursor = next
  }

  private func slowNumber(_ first: UnsafePointer<UInt8>) -> Double? {
    Double(
      String(decoding: UnsafeBufferPointer(start: first, count: position - first), as: UTF8.self))
  }

  private mutating func nonFinite() -> Double? {
    var copy = self
    let word = copy.token().lowercased()
    let negative = word.hasPrefix("-")
    let bare = word.first == "-" || word.first == "+" ? String(word.dropFirst()) : word
    guard bare == "nan" || bare.hasPrefix("nan(") || bare == "inf" || bare == "infinity" else {
      return nil
    }
    position = copy.position
    return bare.hasPrefix("nan") ? .nan : negative ? -.infinity : .infinity
  }

  /// Reads a decimal integer at the cursor; nil (cursor unmoved) if there is none or it overflows.
  @inline(__always)
  mutating func integer() -> Int? {
    var cursor = position
    var negative = false
    if cursor < end, cursor.pointee == Ascii.minus || cursor.pointee == Ascii.plus {
      negative = cursor.pointee == Ascii.minus
      cursor += 1
    }
    let first = cursor
    var value: UInt64 = 0
    while cursor < end {
      let digit = cursor.pointee &- Ascii.zero
      guard digit < 10 else { break }
      guard value < 900_000_000_000_000_000 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      cursor += 1
    }
    guard cursor > first else { return nil }
    position = cursor
    return negative ? -Int(value) : Int(value)
  }
}
