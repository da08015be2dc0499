/// A file with the hash of its bytes.
public struct FileDigest: Hashable, Sendable, Codable {
  /// The path as given.
  public let path: String
  /// The SHA-256 of the bytes.
  public let digest: Digest
  /// The length in bytes.
  public let bytes: Int

  /// Creates one.
  public init(path: String, digest: Digest, bytes: Int) {
    self.path = path
    self.digest = digest
    self.bytes = bytes
  }
}
