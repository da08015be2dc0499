/// One line of the list of artifacts: what it is, and the first result that made it.
public struct ArtifactSummary: Sendable, Hashable, Codable {
  /// The artifact.
  public let reference: ArtifactReference
  /// When it was made, in nanoseconds since 1970 (UTC); 0 if no result names it.
  public let created: Int64
  /// The kind of the stage that made it.
  public let kind: String?
  /// The name of the stage that made it.
  public let stage: String?
  /// The output port.
  public let port: String?
  /// The run that made it.
  public let run: String?
  /// The folder of the store where it lies.
  public let store: String
}
