import Foundation
import Store

extension FileArtifact {
  /// How many bytes are held at a time when a file is written: 4 MiB.
  private static let step = 4 << 20

  /// Writes the arrays of an artifact of type `file`.
  static func write(_ bytes: UnsafeRawBufferPointer, with writer: ArtifactWriter) throws {
    try writer.write(array, elementType: .uint8, shape: [bytes.count], bytes: bytes)
    try writer.write(checksum, Digest.of(bytes).bytes)
  }

  /// Writes the file at `path` with a writer of type `file`, a few MiB at a time.
  static func read(_ path: String, into writer: ArtifactWriter) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw PipelineError.unreadableInput(path: path, reason: "cannot be read")
    }
    defer { try? handle.close() }
    var information = stat()
    guard fstat(handle.fileDescriptor, &information) == 0,
      information.st_mode & S_IFMT == S_IFREG
    else { throw PipelineError.unreadableInput(path: path, reason: "is no regular file") }
    var rest = Int(information.st_size)
    var hasher = DigestBuilder()
    try writer.beginArray(array, elementType: .uint8, shape: [rest])
    while rest > 0 {
      guard let piece = try? handle.read(upToCount: min(step, rest)), !piece.isEmpty else {
        throw PipelineError.unreadableInput(
          path: path, reason: "cannot be read to its end; it changed meanwhile")
      }
      try piece.withUnsafeBytes {
        hasher.update($0)
        try writer.append($0)
      }
      rest -= piece.count
    }
    try writer.endArray()
    try writer.write(checksum, hasher.finish().bytes)
  }

  /// Streams an artifact of type `file` to `path`, which appears at once and whole.
  static func write(_ reader: ArtifactReader, to path: String) throws {
    let temporary = "\(path).part-\(UUID().uuidString)"
    do {
      try stream(reader, to: temporary)
      guard rename(temporary, path) == 0 else { throw unwritable(path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func stream(_ reader: ArtifactReader, to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw unwritable(path) }
    defer { try? handle.close() }
    let size = try reader.description(of: array).shape.first ?? 0
    var start = 0
    while start < size {
      let end = min(size, start + step)
      try handle.write(contentsOf: Data(try reader.readRows(array, start..<end)))
      start = end
    }
  }

  private static func unwritable(_ path: String) -> PipelineError {
    .unreadableInput(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
  }

  /// Whether the file at `path` has the artifact's bytes.
  ///
  /// Only its digest, from the store's cache when the file has not changed, is compared.
  static func isCopy(_ path: String, of reference: ArtifactReference, in store: Store) throws
    -> Bool
  {
    var information = stat()
    guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      return false
    }
    let reader = try store.files.open(reference)
    guard try reader.description(of: array).shape == [Int(information.st_size)] else {
      return false
    }
    guard reader.arrays.contains(where: { $0.name == checksum }) else { return false }
    return try store.fileDigests(of: [path]).first?.digest.bytes == reader.read(checksum)
  }
}
