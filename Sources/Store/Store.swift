internal import Dispatch
internal import GRDB
internal import Synchronization

/// A store: its files, and the index that finds things in them.
///
/// Files are the truth. The index is a copy that may be deleted or damaged at any time; it is
/// rebuilt when the store is opened, or as soon as SQLite reports the damage.
public final class Store: Sendable {
  /// The files, which workers use without the index.
  public let files: ObjectFiles

  let index: IndexDatabase
  let pending = Mutex(PendingResults())
  let indexed = Mutex(IndexedExtents())
  let flusher = DispatchQueue(label: "meridian.store.flush")

  /// Opens the store at `root`, making it if it is not there.
  ///
  /// - Throws: `StoreError` (`notWritable`, `notAStore`, `newerFormat`, `diskFull`).
  public init(at root: String, options: StoreOptions = StoreOptions()) throws {
    files = try ObjectFiles(root: root, options: options)
    if !options.isReadOnly { try Temporary.collect(in: files.temporaryPath) }
    let folder = options.isReadOnly ? try HostCache.folder(for: root) : root
    index = try Store.translating(root) { try IndexDatabase(path: "\(folder)/index.sqlite") }
    try healing { try refresh() }
  }

  /// Opens a store to look at it: for writing where its folder allows that, else read-only.
  ///
  /// - Throws: `StoreError` (`notAStore`, `newerFormat`).
  public static func openForReading(at root: String) throws -> Store {
    var options = StoreOptions()
    options.isReadOnly = !Folder.isWritable(root)
    return try Store(at: root, options: options)
  }

  deinit { try? flushNow() }

  /// The store's folder.
  public var root: String { files.root }

  /// Whether the folder holds a store.
  public static func isStore(at path: String) -> Bool {
    Folder.exists("\(path)/\(StoreMarker.name)")
  }

  /// Whether the folder is there for a store to be made in: with nothing in it but hidden files.
  public static func isReserved(at path: String) -> Bool {
    guard Folder.exists(path), let names = try? Folder.names(in: path) else { return false }
    return names.allSatisfy { $0.hasPrefix(".") }
  }

  /// Runs `body`, once more after rebuilding the index if that is damaged.
  func healing<Result>(_ body: () throws -> Result) throws -> Result {
    try Store.translating(root) {
      do {
        return try body()
      } catch let error as DatabaseError where IndexDatabase.isDamage(error) {
        try rebuildFromFiles()
        return try body()
      } catch is CBORDecoder.Malformed {
        try rebuildFromFiles()
        return try body()
      }
    }
  }

  /// Turns SQLite's errors into the store's.
  private static func translating<Result>(
    _ root: String, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      let reason = error.message ?? "error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_FULL:
        throw StoreError(.diskFull, "\(root)/index.sqlite: \(reason); free space")
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
        throw StoreError(
          .notWritable,
          "\(root)/index.sqlite: \(reason); allow writing there, or name another folder with --store"
        )
      case .SQLITE_IOERR:
        throw StoreError(
          .indexFailure,
          "\(root)/index.sqlite: \(reason); check the disk, the room on it and the limit on files (ulimit -f)"
        )
      default:
        throw StoreError(
          .indexFailure, "\(root)/index.sqlite: \(reason); delete it, it will be rebuilt")
      }
    }
  }
}
