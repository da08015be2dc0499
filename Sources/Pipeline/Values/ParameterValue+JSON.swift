extension ParameterValue {
  /// The canonical JSON text: map names sorted by their UTF-8 bytes, no spaces, whole numbers without
  /// and floating-point numbers with a point or exponent, so that reading it back gives equal values
  /// bit for bit.
  public var canonicalJSON: String {
    var text = ""
    appendJSON(to: &text)
    return text
  }

  private func appendJSON(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): Self.appendQuoted(value, to: &text)
    case .list(let values):
      text += "["
      for (position, value) in values.enumerated() {
        if position > 0 { text += "," }
        value.appendJSON(to: &text)
      }
      text += "]"
    case .map(let map):
      text += "{"
      for (position, pair) in map.sortedPairs.enumerated() {
        if position > 0 { text += "," }
        Self.appendQuoted(pair.name, to: &text)
        text += ":"
        pair.value.appendJSON(to: &text)
      }
      text += "}"
    }
  }

  private static func appendQuoted(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// The value that a JSON text says, or nil when the text is no JSON, nests deeper than 256 levels or
  /// has a number too large.
  public init?(json: String) {
    var reader = JSONReader(json)
    guard let value = reader.readDocument() else { return nil }
    self = value
  }
}

extension ParameterMap {
  /// The pairs sorted by the UTF-8 bytes of their names.
  package var sortedPairs: [(name: String, value: ParameterValue)] {
    pairs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
