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

  /// The largest size or place that is believed, in bytes: 1 PiB, so that sums of many do not overflow.
  package static let largest = 1 << 50

  /// Whether sizes and place could be true; what was read from a file or another process may be anything.
  var isPossible: Bool {
    let sizes = 0...ArtifactReference.largest
    guard type.version >= 0, sizes ~= rawBytes, sizes ~= storedBytes else { return false }
    guard case .pack(_, let offset, let length) = location else { return true }
    return sizes ~= offset && sizes ~= length
  }

  private enum CodingKeys: CodingKey {
    case digest, type, location, rawBytes, storedBytes
  }

  /// Reads a reference whose sizes and place are possible.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      digest: try fields.decode(Digest.self, forKey: .digest),
      type: try fields.decode(ArtifactType.self, forKey: .type),
      location: try fields.decode(ArtifactLocation.self, forKey: .location),
      rawBytes: try fields.decode(Int.self, forKey: .rawBytes),
      storedBytes: try fields.decode(Int.self, forKey: .storedBytes))
    guard isPossible else {
      throw DecodingError.dataCorruptedError(
        forKey: .rawBytes, in: fields, debugDescription: "a size or place is impossible")
    }
  }
}
