internal import GRDB
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The SQLite file, opened, and opened anew when it turns out to be damaged.
final class IndexDatabase: Sendable {
  let path: String
  private let queue: Mutex<DatabaseQueue>

  /// Opens the index; an empty one if it was missing, of another version, or damaged.
  init(path: String) throws {
    self.path = path
    queue = Mutex(try IndexDatabase.locked(path) { try IndexDatabase.openOrReplace(path) })
  }

  /// One process at a time makes or replaces the file.
  private static func locked<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    let folder = Folder.parent(of: path) ?? "."
    let lock = try Descriptor(path: "\(folder)/tmp/index.lock", flags: O_RDWR | O_CREAT)
    try lock.lock()
    return try body()
  }

  private static func openOrReplace(_ path: String) throws -> DatabaseQueue {
    do {
      // SQLite takes an emptied file for a new database and waits for the readers of the old one to leave.
      if Folder.exists(path), (Folder.size(of: path) ?? 0) == 0 { try remove(path) }
      return try open(path)
    } catch let error as DatabaseError where isDamage(error) {
      try remove(path)
      return try open(path)
    }
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(20)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    if version == IndexSchema.version { return queue }
    try queue.write { database in
      // Another process may have made the tables meanwhile.
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
      guard version != IndexSchema.version else { return }
      for name in try String.fetchAll(
        database,
        sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      {
        try database.execute(sql: "DROP TABLE \"\(name)\"")
      }
      try database.execute(sql: IndexSchema.statements)
    }
    return queue
  }

  /// Whether the file, rather than the query or the disk, is at fault.
  static func isDamage(_ error: DatabaseError) -> Bool {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_FORMAT: true
    default: false
    }
  }

  private static func remove(_ path: String) throws {
    for suffix in ["", "-wal", "-shm"] {
      if unlink(path + suffix) != 0, errno == EISDIR || errno == EPERM {
        try Folder.rename(path + suffix, to: "\(path + suffix).\(Folder.uniqueName()).damaged")
      }
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try current.read(body)
  }

  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try current.write(body)
  }

  private var current: DatabaseQueue { queue.withLock { $0 } }

  /// Throws the file away and starts an empty one.
  func replace() throws {
    let damaged = current
    try? damaged.close()
    let fresh = try IndexDatabase.locked(path) {
      try IndexDatabase.remove(path)
      return try IndexDatabase.open(path)
    }
    queue.withLock { $0 = fresh }
  }
}
