/// A file that a stage reads.
public struct InputFile: Hashable, Sendable {
  /// Where to read it.
  public let path: String
  /// Its name in messages: as the user wrote it, or relative to the folder or glob it came from.
  public let name: String

  /// A file at a path, called `name` in messages.
  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}
