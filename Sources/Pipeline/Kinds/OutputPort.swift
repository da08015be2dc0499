/// One output of a stage kind.
public struct OutputPort: Hashable, Sendable, Codable {
  /// The name in `stage.port`.
  public let name: String
  /// The name of the artifact's type.
  public let type: String
  /// One sentence for the catalogue.
  public let doc: String

  /// For a file: the ending, without dot, that its content calls for; nil where any will do.
  public let fileExtension: String?

  /// A port that yields an artifact of the named type.
  public init(_ name: String, _ type: String, fileExtension: String? = nil, doc: String) {
    self.name = name
    self.type = type
    self.fileExtension = fileExtension
    self.doc = doc
  }
}
