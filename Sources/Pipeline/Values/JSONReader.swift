/// A strict reader of JSON texts that keeps `1` and `1.0` apart, which Foundation's does not.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private static let deepest = 256

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func readDocument() -> ParameterValue? {
    guard let value = readValue(depth: 0) else { return nil }
    skipSpace()
    return position == bytes.count ? value : nil
  }

  private mutating func readValue(depth: Int) -> ParameterValue? {
    guard depth < Self.deepest else { return nil }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return readMap(depth: depth)
    case UInt8(ascii: "["): return readList(depth: depth)
    case UInt8(ascii: "\""): return readString().map(ParameterValue.string)
    case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take("null") ? .null : nil
    default: return readNumber()
    }
  }

  private mutating func readMap(depth: Int) -> ParameterValue? {
    var map = ParameterMap()
    position += 1
    skipSpace()
    if take("}") { return .map(map) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\""), let name = readString() else { return nil }
      skipSpace()
      guard take(":"), let value = readValue(depth: depth + 1) else { return nil }
      map[name] = value
      skipSpace()
      if take("}") { return .map(map) }
      guard take(",") else { return nil }
    }
  }

  private mutating func readList(depth: Int) -> ParameterValue? {
    var values: [ParameterValue] = []
    position += 1
    skipSpace()
    if take("]") { return .list(values) }
    while true {
      guard let value = readValue(depth: depth + 1) else { return nil }
      values.append(value)
      skipSpace()
      if take("]") { return .list(values) }
      guard take(",") else { return nil }
    }
  }

  private mutating func readString() -> String? {
    position += 1
    var units: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: units, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = readEscape() else { return nil }
        units.append(contentsOf: Array(String(scalar).utf8))
      case 0..<0x20: return nil
      default: units.append(byte)
      }
    }
    return nil
  }

  private mutating func readEscape() -> Unicode.Scalar? {
    guard let byte = peek else { return nil }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): return readUnicodeEscape()
    default: return nil
    }
  }

  private mutating func readUnicodeEscape() -> Unicode.Scalar? {
    guard let first = readHexadecimal() else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard take("\\u"), let second = readHexadecimal(), (0xDC00..<0xE000).contains(second) else {
      return nil
    }
    return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
  }

  private mutating func readHexadecimal() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    position += 4
    return UInt32(digits, radix: 16)
  }

  private mutating func readNumber() -> ParameterValue? {
    let start = position
    while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { return nil }
    return .number(value)
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }
}
