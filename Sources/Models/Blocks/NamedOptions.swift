/// One of several names that an option chooses among, with options of its own: `cosine: {minimum: 0.0001}`.
public struct NamedOptions: Hashable, Sendable {
  /// The name.
  public let name: String
  /// A few words: what it means.
  public let doc: String
  /// The options that it takes.
  public let options: [BlockOption]
  /// The option that a bare value sets (`{step: 30}`).
  public let mainOption: String?

  /// Makes a choice.
  public init(
    _ name: String, doc: String, options: [BlockOption] = [], mainOption: String? = nil
  ) {
    self.name = name
    self.doc = doc
    self.options = options
    self.mainOption = mainOption
  }

  /// Its options as a declaration to check against.
  var declaration: BlockDeclaration {
    BlockDeclaration(
      name: name, summary: doc, supports: [], symmetries: [], options: options,
      mainOption: mainOption)
  }
}
