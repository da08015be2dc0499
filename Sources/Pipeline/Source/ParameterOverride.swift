/// A pipeline parameter's value from the command line: `--set name=value`.
public struct ParameterOverride: Hashable, Sendable {
  /// The parameter's name.
  public let name: String
  /// The value as typed: a YAML scalar, list or map in flow style; a text for a parameter whose default
  /// is one.
  public let text: String

  /// An override.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// Splits `name=value` at the first `=`; nil when there is none or the name is empty.
  public init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
    self.init(
      name: String(argument[..<sign]), text: String(argument[argument.index(after: sign)...]))
  }
}
