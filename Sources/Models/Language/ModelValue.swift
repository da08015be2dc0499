/// A value of the model language: what JSON can say, with maps that keep their order.
public indirect enum ModelValue: Hashable, Sendable {
  /// No value.
  case null
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number with a fraction.
  case number(Double)
  /// Text.
  case string(String)
  /// A list.
  case list([ModelValue])
  /// Named values in the order they were written.
  case map([Entry])

  /// A named value of a map.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: ModelValue

    /// Makes an entry.
    public init(_ name: String, _ value: ModelValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of a name in a map; nil for other values and unknown names.
  public subscript(name: String) -> ModelValue? {
    guard case .map(let entries) = self else { return nil }
    return entries.last { $0.name == name }?.value
  }

  /// What kind of value it is, for messages: "a list", "the number 0.5".
  package var phrase: String {
    switch self {
    case .null: "nothing"
    case .bool(let value): "\(value)"
    case .integer(let value): "the integer \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "'\(value)'"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

extension ModelValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list.
  public init(arrayLiteral elements: ModelValue...) { self = .list(elements) }
  /// A map in the order written.
  public init(dictionaryLiteral elements: (String, ModelValue)...) {
    self = .map(elements.map { Entry($0.0, $0.1) })
  }
}
