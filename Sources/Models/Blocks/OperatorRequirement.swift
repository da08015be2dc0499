/// An operator that a block needs, found among a model's inputs by its kind.
public struct OperatorRequirement: Hashable, Sendable {
  /// What the block calls it.
  public let role: String
  /// The kinds that would do, the preferred one first.
  public let kinds: [OperatorKind]
  /// One sentence: what it is used for.
  public let doc: String

  /// Makes a requirement.
  public init(role: String, kinds: [OperatorKind], doc: String) {
    self.role = role
    self.kinds = kinds
    self.doc = doc
  }
}
