/// One parameter of a stage kind: its name, type, default and documentation.
public struct ParameterDeclaration: Hashable, Sendable {
  /// The name in the pipeline file.
  public let name: String
  /// What values it may have.
  public let type: ParameterType
  /// The value when the file gives none; nil makes the parameter required, `.null` makes it
  /// optional without a value.
  public let defaultValue: ParameterValue?
  /// The unit of the value, for the catalogue.
  public let unit: String?
  /// One sentence for the catalogue.
  public let doc: String
  /// Whether the value can change the result and so is part of the key (verbosity is not).
  public let affectsResult: Bool

  /// A declaration; leave `default` out to make the parameter required.
  public init(
    _ name: String, _ type: ParameterType, default defaultValue: ParameterValue? = nil,
    unit: String? = nil, affectsResult: Bool = true, doc: String
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.unit = unit
    self.affectsResult = affectsResult
    self.doc = doc
  }

  /// Whether the file must give a value.
  public var isRequired: Bool { defaultValue == nil }
}
