#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The files that serve a stage while it runs: scratch folders, logs, checkpoints.
extension ObjectFiles {
  /// Makes an empty folder under `tmp/`.
  public func makeScratchFolder() throws -> ScratchFolder {
    try ScratchFolder(in: temporaryPath)
  }

  /// The path of a stage's log in a run, or of one of its items; the folder is made.
  ///
  /// Characters that do not belong in a file name are percent-encoded.
  public func logPath(run: String, stage: String, item: String? = nil) throws -> String {
    var folder = "\(root)/logs/\(fileName(run))"
    if item != nil { folder += "/\(fileName(stage))" }
    try Folder.create(folder)
    return "\(folder)/\(fileName(item ?? stage)).log"
  }

  /// The log of a stage in a run, or of one of its items; nil where there is none.
  public func existingLog(run: String, stage: String, item: String? = nil) -> String? {
    let folder = "\(root)/logs/\(fileName(run))"
    let name = item.map { "\(fileName(stage))/\(fileName($0))" } ?? fileName(stage)
    let path = "\(folder)/\(name).log"
    return Folder.size(of: path) == nil ? nil : path
  }

  /// Replaces the checkpoint of a stage under way, in one step.
  ///
  /// - Parameter isDurable: whether it survives the death of the machine; one that does not is damaged at worst, and
  ///   then not loaded.
  public func saveCheckpoint(
    _ bytes: [UInt8], for key: Digest, isDurable: Bool = true
  ) throws {
    var content = ObjectFiles.checkpointHeader
    content.append(little: UInt64(bytes.count))
    content.append(Digest.of(bytes))
    content.append(contentsOf: bytes)
    try Folder.replace(
      checkpointPath(key), with: content, temporaryFolder: temporaryPath,
      lasts: isDurable ? .yes : .no)
  }

  /// The checkpoint last saved under this key; nil if there is none, or it is damaged.
  public func loadCheckpoint(for key: Digest) throws -> [UInt8]? {
    guard let content = try Folder.contents(of: checkpointPath(key)) else { return nil }
    return content.withUnsafeBytes { content in
      var fields = FieldReader(content)
      let header = ObjectFiles.checkpointHeader
      guard (try? fields.bytes(header.count))?.elementsEqual(header) == true,
        let length = try? fields.number(UInt64.self), let digest = try? fields.digest(),
        length == fields.remaining, let bytes = try? fields.bytes(fields.remaining),
        Digest.of(bytes) == digest
      else { return nil }
      return Array(bytes)
    }
  }

  /// Removes the checkpoint and the partial file, once the result is stored.
  public func dropCheckpoint(for key: Digest) throws {
    try Folder.removeFile(checkpointPath(key))
    // The note only comes with the file, and most keys have neither.
    if try Folder.removeFile(partialPath(key)) {
      try Folder.removeFile(PartialFile.notePath(partialPath(key)))
    }
  }

  /// The file that a key's work may leave unfinished, empty if it left none; nil when another process
  /// or thread is at it.
  public func openPartial(for key: Digest) throws -> PartialFile? {
    try PartialFile(path: partialPath(key), temporaryFolder: temporaryPath)
  }

  private func partialPath(_ key: Digest) -> String { "\(checkpointPath(key)).partial" }

  private static let checkpointHeader: [UInt8] = {
    var bytes = Array("MRDNCKPT".utf8)
    bytes.append(little: UInt32(1))
    bytes.append(little: UInt32(0))
    return bytes
  }()

  private func checkpointPath(_ key: Digest) -> String { "\(root)/checkpoints/\(key.hex)" }
}

/// `name` with everything but ASCII letters, digits, `-`, `_` and inner dots percent-encoded.
func fileName(_ name: String) -> String {
  var result = ""
  for (index, byte) in name.utf8.prefix(80).enumerated() {
    switch byte {
    case 48...57, 65...90, 97...122, 45, 95: result.unicodeScalars.append(Unicode.Scalar(byte))
    case 46 where index > 0: result += "."
    default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
  // Long names share their first bytes too often to be told apart by them.
  return name.utf8.count > 80 ? "\(result)-\(Digest.of(text: name).short)" : result
}
