/// A JSON value for writing: objects keep their order, numbers their shortest exact form.
public indirect enum JSON: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A number; NaN and infinities, which JSON lacks, are written as `null`.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSON])
  /// An object, in this order.
  case object([(String, JSON)])

  /// Whether two values are written the same.
  public static func == (left: JSON, right: JSON) -> Bool { left.text() == right.text() }

  /// The JSON text.
  ///
  /// - Parameter indented: Two spaces a level, one member a line; else on one line.
  public func text(indented: Bool = false) -> String {
    var result = ""
    append(to: &result, indented ? 0 : nil)
    return result
  }

  /// The indented text with a final newline, as file content.
  public var fileBytes: [UInt8] { Array((text(indented: true) + "\n").utf8) }

  private func append(to result: inout String, _ level: Int?) {
    switch self {
    case .null: result += "null"
    case .boolean(let value): result += value ? "true" : "false"
    case .integer(let value): result += String(value)
    case .number(let value): result += value.isFinite ? TextWriter.text(value) : "null"
    case .string(let value): Self.quote(value, &result)
    case .array(let items):
      Self.list(items.map { (nil, $0) }, "[", "]", &result, level)
    case .object(let members):
      Self.list(members.map { ($0.0, $0.1) }, "{", "}", &result, level)
    }
  }

  private static func list(
    _ members: [(String?, JSON)], _ open: String, _ close: String, _ result: inout String,
    _ level: Int?
  ) {
    result += open
    // Arrays of plain values stay on one line: a confusion matrix then reads as one.
    let isFlat = members.allSatisfy { $0.0 == nil && !$0.1.isContainer }
    let inner = isFlat ? nil : level.map { $0 + 1 }
    for (index, member) in members.enumerated() {
      if index > 0 { result += isFlat && level != nil ? ", " : "," }
      if let inner { result += "\n" + String(repeating: "  ", count: inner) }
      if let name = member.0 {
        quote(name, &result)
        result += level == nil ? ":" : ": "
      }
      member.1.append(to: &result, inner)
    }
    if let level, inner != nil, !members.isEmpty {
      result += "\n" + String(repeating: "  ", count: level)
    }
    result += close
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  private static func quote(_ text: String, _ result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    result += "\""
  }
}
