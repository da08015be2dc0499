public import Store

/// An artifact among the items of a port.
public struct NamedReader: Sendable {
  /// The item's name: the reference as written, or the name the file gives it.
  public let name: String
  /// The artifact.
  public let reader: ArtifactReader

  /// An item.
  public init(name: String, reader: ArtifactReader) {
    self.name = name
    self.reader = reader
  }
}
