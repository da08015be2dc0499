/// An artifact that collection keeps, with everything it was made from.
public struct Pin: Codable, Sendable, Equatable {
  /// The pin's name, unique in the store.
  public let name: String
  /// The artifact.
  public let digest: Digest
  /// What the user called it when it was pinned.
  public let reference: String?
  /// When it was pinned, in nanoseconds since 1970 (UTC).
  public let created: Int64

  /// Creates a pin that begins now unless told otherwise.
  public init(
    name: String, digest: Digest, reference: String? = nil, created: Int64 = StoreClock.now
  ) {
    self.name = name
    self.digest = digest
    self.reference = reference
    self.created = created
  }
}
