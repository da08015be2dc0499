/// A name of the blueprint that each domain fills with a block of its own.
public struct GenericBlock: Hashable, Sendable {
  /// Name in descriptions.
  public let name: String
  /// One sentence: its part in the blueprint.
  public let summary: String

  /// Makes a generic name.
  public init(name: String, summary: String) {
    self.name = name
    self.summary = summary
  }
}
