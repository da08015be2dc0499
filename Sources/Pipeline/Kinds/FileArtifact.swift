package import Store

/// The artifact type `file`: the bytes of one file, as a stage made it.
///
/// It has the array `bytes` of `uint8` and shape [size in bytes], and the array `sha256` of `uint8`
/// and shape [32], by which a copy is known to be up to date without reading the bytes. Name and
/// place of the file are the reader's to choose, so they are not part of it.
package enum FileArtifact {
  /// The type's name.
  package static let name = "file"
  /// The type, version 1.
  package static let type = ArtifactType(name, version: 1)
  /// The name of the array that holds the bytes.
  package static let array = "bytes"
  /// The name of the array that holds the SHA-256 of the bytes.
  package static let checksum = "sha256"
}
