extension ModelValue {
  /// The value as JSON text: no blanks, maps in their order, a number always with a fraction or an exponent.
  ///
  /// `ModelValue(json: value.json)` gives the value back; numbers that are not finite become null.
  public var json: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    case .map(let entries):
      "{" + entries.map { "\(Self.quoted($0.name)):\($0.value.json)" }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{0}"..."\u{1F}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Reads JSON text.
  ///
  /// Nesting deeper than 64 is refused.
  /// - Throws: `ModelError` with code `description`, naming the character at which the text stops being JSON.
  public init(json text: String) throws(ModelError) {
    var reader = JSONReader(text)
    self = try reader.document()
  }
}

/// Recursive-descent reader of one JSON document.
private struct JSONReader {
  let scalars: [Unicode.Scalar]
  var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  func wrong(_ expected: String) -> ModelError {
    ModelError(.description, "not JSON at character \(position): expected \(expected)")
  }

  mutating func document() throws(ModelError) -> ModelValue {
    let result = try value(depth: 0)
    blanks()
    guard current == nil else { throw wrong("the end") }
    return result
  }

  mutating func blanks() {
    while let scalar = current, " \n\t\r".unicodeScalars.contains(scalar) { position += 1 }
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    blanks()
    guard current == scalar else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) throws(ModelError) -> ModelValue {
    guard depth < 64 else { throw wrong("less nesting") }
    blanks()
    switch current {
    case "{": return try map(depth: depth)
    case "[": return try list(depth: depth)
    case "\"": return .string(try string())
    default: return try literal()
    }
  }

  mutating func map(depth: Int) throws(ModelError) -> ModelValue {
    position += 1
    var entries: [ModelValue.Entry] = []
    if take("}") { return .map(entries) }
    repeat {
      blanks()
      guard current == "\"" else { throw wrong("a name in quotes") }
      let name = try string()
      guard take(":") else { throw wrong("':'") }
      entries.append(.init(name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw wrong("',' or '}'") }
    return .map(entries)
  }

  mutating func list(depth: Int) throws(ModelError) -> ModelValue {
    position += 1
    var values: [ModelValue] = []
    if take("]") { return .list(values) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw wrong("',' or ']'") }
    return .list(values)
  }

  mutating func string() throws(ModelError) -> String {
    position += 1
    var units: [UInt16] = []
    while let scalar = current, scalar != "\"" {
      position += 1
      if scalar == "\\" {
        units.append(try escape())
      } else {
        units.append(contentsOf: String(scalar).utf16)
      }
    }
    guard current != nil else { throw wrong("a closing quote") }
    position += 1
    return String(decoding: units, as: UTF16.self)
  }

  mutating func escape() throws(ModelError) -> UInt16 {
    guard let scalar = current else { throw wrong("an escape") }
    position += 1
    switch scalar {
    case "n": return 10
    case "t": return 9
    case "r": return 13
    case "b": return 8
    case "f": return 12
    case "\"", "\\", "/": return UInt16(scalar.value)
    case "u":
      let digits = scalars[position..<min(position + 4, scalars.count)].map(String.init).joined()
      guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
        throw wrong("four hexadecimal digits")
      }
      position += 4
      return unit
    default: throw wrong("an escape")
    }
  }

  mutating func literal() throws(ModelError) -> ModelValue {
    let start = position
    while let scalar = current, !" \n\t\r,]}:".unicodeScalars.contains(scalar) { position += 1 }
    let word = scalars[start..<position].map(String.init).joined()
    switch word {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    if let first = word.unicodeScalars.first, first == "-" || ("0"..."9").contains(first) {
      if let integer = Int(word) { return .integer(integer) }
      if let number = Double(word), number.isFinite { return .number(number) }
    }
    position = start
    throw wrong("a value")
  }
}
