/// YAML 1.2's core schema for plain scalars: `yes` and `no` are texts, `0x1f` and `0o17` are whole
/// numbers, `1e3` is a floating-point number.
enum ScalarSchema {
  /// The value of a plain scalar.
  ///
  /// A number that is infinite, not a number or too large for 64 bits
  /// stays a text, which the parameter's type then refuses.
  static func value(ofPlain text: String) -> ParameterValue {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else {
      return .string(text)
    }
    if let value = integer(text) { return .integer(value) }
    if let value = number(text) { return .number(value) }
    return .string(text)
  }

  private static func integer(_ text: String) -> Int? {
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    return Int(text)
  }

  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }),
      text.utf8.contains(where: { (0x30...0x39).contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }
}
