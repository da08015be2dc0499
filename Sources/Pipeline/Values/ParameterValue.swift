/// A parameter's value: what YAML, JSON and the command line can say, and nothing more.
///
/// Integers and floating-point numbers stay apart (`1` and `1.0` are different values until a
/// declaration says which is meant), and maps keep the order in which they were written.
public indirect enum ParameterValue: Hashable, Sendable {
  /// No value: `null`, `~` or nothing at all.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A finite floating-point number.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case list([ParameterValue])
  /// Named values in the order in which they were written.
  case map(ParameterMap)
}

extension ParameterValue {
  /// The truth value, or nil when this is something else.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The whole number, or nil when this is something else.
  public var integerValue: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number, whole or not, as a `Double`; nil when this is something else.
  public var numberValue: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }

  /// The text, or nil when this is something else.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, or nil when this is something else.
  public var listValue: [ParameterValue]? {
    if case .list(let value) = self { value } else { nil }
  }

  /// The named values, or nil when this is something else.
  public var mapValue: ParameterMap? {
    if case .map(let value) = self { value } else { nil }
  }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The value under a name, or nil when this is not a map or has no such name.
  public subscript(name: String) -> ParameterValue? { mapValue?[name] }

  /// What this is, in the words of the messages: `a whole number`, `a list`, ….
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer: "a whole number"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

extension ParameterValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: ParameterValue...) { self = .list(elements) }
  /// A map; of a name given twice the last value stands.
  public init(dictionaryLiteral elements: (String, ParameterValue)...) {
    self = .map(ParameterMap(elements))
  }
}
