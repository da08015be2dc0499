public import Store

/// A file's raw content.
///
/// Type `file`: `bytes` uint8 [size], `sha256` uint8 [32] of them, by which a copy is known without reading them.
/// The name is where it is saved to, and not part of it.
public struct StoredFile: Artifact, Equatable {
  /// `file`, version 1.
  public static var artifactType: ArtifactType { ArtifactType("file", version: 1) }

  /// The content.
  public let bytes: [UInt8]

  /// Wraps content.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the content.
  public init(from reader: ArtifactReader) throws {
    bytes = try StoredArrays(reader, Self.artifactType).values("bytes", [nil], as: UInt8.self)
  }

  /// Writes the content and its checksum.
  public func write(to writer: ArtifactWriter) throws {
    try writer.write("bytes", bytes)
    try writer.write("sha256", Digest.of(bytes).bytes)
  }

  /// For example `12,345 bytes`.
  public var artifactSummary: String { Exports.count(bytes.count, "byte") }

  /// `*`: any extension, the content as it is.
  public static var exportExtensions: [String] { ["*"] }

  /// The content, whatever the format.
  public func exported(as format: String, file: String) throws -> [UInt8] { bytes }
}
