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
  let held = Mutex(HeldLease())
  let flusher = DispatchQueue(label: "meridian.store.flush")
  /// Read-only stores in which is looked for what this one has not, in this order.
  let behind: [Store]
  /// Whether what is found behind is brought over into this store.
  let adopts: Bool
  /// Those by which hosts that share the folder see each other's locks.
  let leases: KeyLeases?
  let troubles = Mutex(BehindTroubles())
  let onWarning: @Sendable (String) -> Void

  /// Opens the store at `root`, making it if it is not there.
  ///
  /// A result that it has not is taken from the stores behind, which are only read: it is brought over
  /// with all it names, each artifact checked on the way. One of them that is absent or damaged does no harm.
  ///
  /// - Parameters:
  ///   - root: the store's folder.
  ///   - behind: the folders of read-only stores, in the order in which they are asked.
  ///   - options: how it works; those behind are read-only.
  ///   - onWarning: is told, once each, what is wrong with the stores behind.
  /// - Throws: `StoreError` (`notWritable`, `notAStore`, `newerFormat`, `diskFull`).
  public convenience init(
    at root: String, behind: [String] = [], options: StoreOptions = StoreOptions(),
    onWarning: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    try self.init(
      root: root, behind: behind, options: options, adopts: !options.isReadOnly,
      onWarning: onWarning)
  }

  /// Opens a store to look at it: for writing where its folder allows that, else read-only.
  ///
  /// What is in the stores behind is shown with it and stays where it is.
  ///
  /// - Throws: `StoreError` (`notAStore`, `newerFormat`).
  public static func openForReading(
    at root: String, behind: [String] = [],
    onWarning: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> Store {
    var options = StoreOptions()
    options.isReadOnly = !Folder.isWritable(root)
    return try Store(
      root: root, behind: behind, options: options, adopts: false, onWarning: onWarning)
  }

  private init(
    root: String, behind roots: [String], options: StoreOptions, adopts: Bool,
    onWarning: @escaping @Sendable (String) -> Void
  ) throws {
    behind = Store.openBehind(roots, options: options, onWarning: onWarning)
    files = try ObjectFiles(root: root, options: options, behind: behind.map(\.files))
    leases =
      files.isShared ? KeyLeases(seconds: options.leaseSeconds, host: options.host) : nil
    self.adopts = adopts
    self.onWarning = onWarning
    if !options.isReadOnly {
      try Temporary.collect(in: files.temporaryPath, isShared: files.isShared)
    }
    let folder = try Store.indexFolder(files)
    index = try Store.translating(root) { try IndexDatabase(path: "\(folder)/index.sqlite") }
    try healing { try refresh() }
  }

  private static func indexFolder(_ files: ObjectFiles) throws -> String {
    if let folder = files.options.indexFolder {
      try HostCache.prepare(folder)
      return folder
    }
    let isOutside = files.options.isReadOnly || files.isShared
    return isOutside ? try HostCache.folder(for: files.root) : files.root
  }

  deinit { try? flushNow() }

  /// The store's folder.
  public var root: String { files.root }

  /// The folders of this store and of those behind that could be opened, in the order in which they are asked.
  public var chain: [String] { [root] + behind.map(\.root) }

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
      } catch let error where error is CBORDecoder.Malformed || error is RowDecodingError {
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
    } catch let error as RowDecodingError {
      throw StoreError(
        .indexFailure, "\(root)/index.sqlite: \(error); delete it, it will be rebuilt")
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
