/// Collects the bytes of a text file.
struct TextWriter {
  var bytes: [UInt8] = []

  mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// A number in the shortest form that reads back to the same bits.
  mutating func add(_ value: Double) { add(Self.text(value)) }

  /// Three coordinates with spaces between, then `ending`.
  mutating func add(_ point: SIMD3<Double>, _ ending: String) {
    add(point.x)
    add(" ")
    add(point.y)
    add(" ")
    add(point.z)
    add(ending)
  }

  /// The shortest text that reads back to `value`; whole numbers without ".0"; `nan`, `inf`, `-inf`.
  static func text(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(whole) < 1 << 53, !(value == 0 && value.sign == .minus)
    {
      return String(whole)
    }
    return value.isNaN ? "nan" : "\(value)"
  }
}
