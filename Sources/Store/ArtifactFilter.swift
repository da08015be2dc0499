/// Which artifacts to list; a nil means any.
public struct ArtifactFilter: Sendable {
  /// The artifact type's name.
  public var type: String?
  /// The kind of the stage that made it.
  public var kind: String?
  /// The name of the stage that made it.
  public var stage: String?
  /// The run that made it.
  public var run: String?
  /// The most to list.
  public var limit: Int?

  /// Creates a filter.
  public init(
    type: String? = nil, kind: String? = nil, stage: String? = nil, run: String? = nil,
    limit: Int? = nil
  ) {
    self.type = type
    self.kind = kind
    self.stage = stage
    self.run = run
    self.limit = limit
  }
}
