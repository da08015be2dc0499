/// A stage's parameters, with defaults filled in and coerced to their declared types.
///
/// The getters take the names the kind declares; asking for another name or type than declared is a
/// programmer's mistake and stops the program. Input cannot cause it: the values were checked.
public struct Parameters: Hashable, Sendable {
  /// The values in the order of the declarations.
  public let values: ParameterMap

  /// Values that are already complete and of the declared types, as tests need them;
  /// `init(resolving:declarations:)` checks.
  public init(_ values: ParameterMap) { self.values = values }

  /// The value, whatever it is.
  public subscript(name: String) -> ParameterValue {
    guard let value = values[name] else {
      preconditionFailure("the stage kind declares no parameter '\(name)'")
    }
    return value
  }

  /// Whether the parameter has a value other than `null`.
  public func has(_ name: String) -> Bool { !self[name].isNull }

  /// A truth value.
  public func bool(_ name: String) -> Bool { require(self[name].boolValue, name, "boolean") }
  /// A whole number.
  public func integer(_ name: String) -> Int { require(self[name].integerValue, name, "integer") }
  /// A number.
  public func number(_ name: String) -> Double { require(self[name].numberValue, name, "number") }
  /// A text or a choice.
  public func string(_ name: String) -> String { require(self[name].stringValue, name, "string") }
  /// A list.
  public func list(_ name: String) -> [ParameterValue] {
    require(self[name].listValue, name, "list")
  }
  /// A list of whole numbers.
  public func integers(_ name: String) -> [Int] { list(name).compactMap { $0.integerValue } }
  /// A list of numbers.
  public func numbers(_ name: String) -> [Double] { list(name).compactMap { $0.numberValue } }
  /// A list of texts.
  public func strings(_ name: String) -> [String] { list(name).compactMap { $0.stringValue } }
  /// A structure, as written.
  public func structure(_ name: String) -> ParameterValue { self[name] }

  /// A whole number, or nil when the parameter is `null`.
  public func optionalInteger(_ name: String) -> Int? { has(name) ? integer(name) : nil }
  /// A number, or nil when the parameter is `null`.
  public func optionalNumber(_ name: String) -> Double? { has(name) ? number(name) : nil }
  /// A text, or nil when the parameter is `null`.
  public func optionalString(_ name: String) -> String? { has(name) ? string(name) : nil }
  /// A list, or nil when the parameter is `null`.
  public func optionalList(_ name: String) -> [ParameterValue]? { has(name) ? list(name) : nil }

  private func require<Value>(_ value: Value?, _ name: String, _ type: String) -> Value {
    guard let value else {
      preconditionFailure("the parameter '\(name)' is not declared as \(type)")
    }
    return value
  }
}
