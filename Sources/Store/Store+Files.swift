internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The hashes of input files, remembered as long as the files look untouched.
extension Store {
  /// The SHA-256 of each file, in the order of the paths.
  ///
  /// A file is hashed again only when its size, modification or change time, or inode is another;
  /// a hash taken within two seconds of the file's last change is not trusted.
  /// - Throws: `StoreError` (`missing`, `ioFailure`) for the first path that cannot be read.
  public func fileDigests(of paths: [String]) throws -> [FileDigest] {
    let states = try paths.map { try FileState(path: $0) }
    var digests = try healing { try index.read { try remembered(paths, states, $0) } }
    let missing = paths.indices.filter { digests[$0] == nil }
    guard !missing.isEmpty else { return assemble(paths, states, digests) }
    var hashed: [(path: String, state: FileState, digest: Digest, time: Int64)] = []
    for (place, fresh) in zip(missing, try hash(missing.map { paths[$0] })) {
      digests[place] = fresh.digest
      hashed.append((absolute(paths[place]), fresh.state, fresh.digest, fresh.time))
    }
    try healing { try index.write { database in try remember(hashed, database) } }
    return assemble(paths, states, digests)
  }

  private func assemble(
    _ paths: [String], _ states: [FileState], _ digests: [Digest?]
  ) -> [FileDigest] {
    paths.indices.compactMap { place in
      digests[place].map {
        FileDigest(path: paths[place], digest: $0, bytes: states[place].bytes)
      }
    }
  }

  private func remembered(
    _ paths: [String], _ states: [FileState], _ database: Database
  ) throws -> [Digest?] {
    let statement = try database.cachedStatement(
      sql: "SELECT bytes, modified, changed, inode, hashed, digest FROM files WHERE path = ?")
    return try zip(paths, states).map { path, state in
      let rows = try Row.fetchCursor(statement, arguments: [absolute(path)])
      guard let row = try rows.next() else { return nil }
      let known = FileState(
        bytes: try row.decode(atIndex: 0), modified: try row.decode(atIndex: 1),
        changed: try row.decode(atIndex: 2), inode: try row.decode(atIndex: 3))
      let time: Int64 = try row.decode(atIndex: 4)
      guard known == state,
        time.subtractingReportingOverflow(max(state.modified, state.changed)).partialValue
          >= 2_000_000_000
      else {
        return nil
      }
      return try Digest(row: row, 5)
    }
  }

  private func remember(
    _ hashed: [(path: String, state: FileState, digest: Digest, time: Int64)], _ database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO files (path, bytes, modified, changed, inode, hashed, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for entry in hashed {
      let state = entry.state
      try statement.execute(arguments: [
        entry.path, state.bytes, state.modified, state.changed, state.inode, entry.time,
        entry.digest.data,
      ])
    }
  }

  private func hash(
    _ paths: [String]
  ) throws -> [(state: FileState, digest: Digest, time: Int64)] {
    let found = Mutex<[Int: (state: FileState, digest: Digest, time: Int64)]>([:])
    let failure = Mutex<[Int: any Error]>([:])
    DispatchQueue.concurrentPerform(iterations: paths.count) { place in
      do {
        let result = try FileState.hash(paths[place])
        found.withLock { $0[place] = result }
      } catch {
        failure.withLock { $0[place] = error }
      }
    }
    if let first = failure.withLock({ $0.min { $0.key < $1.key }?.value }) { throw first }
    let results = found.withLock { $0 }
    return paths.indices.compactMap { results[$0] }
  }

  private func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    return FileManager.default.currentDirectoryPath + "/" + path
  }
}

/// What tells that a file may have changed.
private struct FileState: Equatable, Sendable {
  let bytes: Int
  let modified: Int64
  let changed: Int64
  let inode: Int64

  init(bytes: Int, modified: Int64, changed: Int64, inode: Int64) {
    self.bytes = bytes
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  init(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw StoreError.system("examine", path) }
    try self.init(status, path)
  }

  private init(_ status: stat, _ path: String) throws {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.ioFailure, "\(path): not a regular file; name a file")
    }
    #if canImport(Glibc)
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #else
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #endif
    self.init(
      bytes: Int(status.st_size),
      modified: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec),
      changed: Int64(changed.tv_sec) * 1_000_000_000 + Int64(changed.tv_nsec),
      inode: Int64(bitPattern: UInt64(status.st_ino)))
  }

  /// Hashes a file; once more if it changed meanwhile.
  static func hash(
    _ path: String
  ) throws -> (state: FileState, digest: Digest, time: Int64) {
    for _ in 0..<3 {
      let before = try FileState(path: path)
      let time = StoreClock.now
      let file = try ObjectFiles.openForReading(path)
      var hasher = DigestBuilder()
      var buffer = Buffer()
      let piece = buffer.reserve(256 << 10)
      var offset = 0
      while true {
        let count = try file.read(into: piece, at: offset)
        if count == 0 { break }
        hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        offset += count
      }
      if try FileState(path: path) == before, offset == before.bytes {
        return (before, hasher.finish(), time)
      }
    }
    throw StoreError(.ioFailure, "\(path): changes while it is read; run again when it is complete")
  }
}
