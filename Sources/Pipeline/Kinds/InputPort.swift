/// One input of a stage kind.
public struct InputPort: Hashable, Sendable {
  /// How many values a port takes.
  public enum Arity: Hashable, Sendable {
    /// Exactly one.
    case one
    /// One or none.
    case optional
    /// Any number, each with a name; none only if the port is left out.
    case many
  }

  /// The name in the pipeline file.
  public let name: String
  /// What it takes.
  public let accepts: PortType
  /// How many it takes.
  public let arity: Arity
  /// One sentence for the catalogue.
  public let doc: String
  /// Whether the port must be connected: true for `.one`, false for `.optional`, as given for `.many`.
  public let isRequired: Bool

  /// A port; `required` matters only for `.many`.
  public init(
    _ name: String, _ accepts: PortType, _ arity: Arity = .one, required: Bool = false, doc: String
  ) {
    self.name = name
    self.accepts = accepts
    self.arity = arity
    self.doc = doc
    self.isRequired = arity == .one || (arity == .many && required)
  }
}
