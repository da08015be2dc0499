/// Where the bytes of an artifact lie in a store.
public enum ArtifactLocation: Hashable, Sendable, Codable {
  /// In a file of its own under `objects/`, named by its digest.
  case object
  /// In a frame of the pack `packs/<name>`: `length` bytes from `offset`.
  case pack(name: String, offset: Int, length: Int)
}

/// All that is needed to open an artifact with files alone.
public struct ArtifactReference: Hashable, Sendable, Codable {
  /// The identity of the content.
  public let digest: Digest
  /// What the artifact is.
  public let type: ArtifactType
  /// Where its bytes lie.
  public let location: ArtifactLocation
  /// The size of all arrays, uncompressed, in bytes.
  public let rawBytes: Int
  /// The size on disk, in bytes.
  public let storedBytes: Int

  /// Creates a reference.
  public init(
    digest: Digest, type: ArtifactType, location: ArtifactLocation, rawBytes: Int, storedBytes: Int
  ) {
    self.digest = digest
    self.type = type
    self.location = location
    self.rawBytes = rawBytes
    self.storedBytes = storedBytes
  }
}
