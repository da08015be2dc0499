/// What an artifact is: a name such as `mesh` and the version of its arrays' meaning.
public struct ArtifactType: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The type's name.
  public let name: String
  /// The version of the layout of its arrays, from 0 to 2³¹ − 1.
  public let version: Int

  /// Creates a type.
  public init(_ name: String, version: Int) {
    self.name = name
    self.version = version
  }

  /// Name and version, as `mesh/1`.
  public var description: String { "\(name)/\(version)" }
}
