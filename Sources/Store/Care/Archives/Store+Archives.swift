internal import Foundation
internal import GRDB

/// Carrying results from one store to another.
extension Store {
  /// Writes artifacts, the results that made them, and everything upstream, to one file.
  ///
  /// - Parameters:
  ///   - artifacts: at least one.
  ///   - path: the file, which is replaced if it is there.
  /// - Throws: `StoreError` (`missing`, `damaged` for an artifact; `notWritable`, `diskFull`).
  public func export(_ artifacts: [Digest], to path: String) throws -> ArchiveReport {
    let lease = try takeLease()
    defer { lease.release() }
    return try ArchiveWriter(store: self).write(artifacts, to: path)
  }

  /// Takes what a file of `export(_:to:)` holds into this store.
  ///
  /// Every byte is checked before anything is entered; a file with any fault changes nothing. What is
  /// there already stays as it is. Whoever made the file could have recorded false provenance: import
  /// from those you trust.
  /// - Throws: `StoreError` (`missing`, `damaged`, `newerFormat`, `notWritable`, `diskFull`).
  public func importArchive(at path: String) throws -> ArchiveReport {
    guard !files.options.isReadOnly else {
      throw StoreError(
        .notWritable, "the store \(root) cannot be written; allow it, or name another with --store")
    }
    let lease = try takeLease()
    defer { lease.release() }
    let reader = try ArchiveReader(path, files: files)
    try reader.check()
    let report = try reader.enter(into: self)
    if report.newResults > 0 { try recordImport(path, keys: reader.keys) }
    return report
  }

  /// The same result under another identity if a record of its own was taken back, for good, before.
  func renewed(_ result: StageResult) throws -> StageResult {
    var result = result
    while try isForgotten(Digest.of(result.encoded())) {
      result = result.placed(
        result.outputs.map(\.artifact.location), created: result.created + 1)
    }
    return result
  }

  private func isForgotten(_ identity: Digest) throws -> Bool {
    try healing {
      try index.read { database in
        let statement = try database.cachedStatement(
          sql: "SELECT 1 FROM forgotten WHERE identity = ?")
        return try Int.fetchOne(statement, arguments: [identity.data]) != nil
      }
    }
  }

  private func recordImport(_ path: String, keys: [Digest]) throws {
    let record = ImportRecord(time: StoreClock.now, file: path, keys: keys)
    let name = RunRecord.newIdentifier() + ImportRecord.ending
    try Folder.replace(
      "\(root)/runs/\(name)", with: Array(try JSONEncoder().encode(record)),
      temporaryFolder: files.temporaryPath)
  }
}
