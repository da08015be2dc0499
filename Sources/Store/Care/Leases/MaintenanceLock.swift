#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Lets one process at a time collect, verify or rebuild a store.
///
/// A kernel lock that ends with its process.
struct MaintenanceLock: Sendable {
  private let file: Descriptor

  /// Waits for the lock.
  ///
  /// - Parameter onWait: called once if another process holds it.
  init(_ files: ObjectFiles, onWait: () -> Void) throws {
    let path = "\(files.temporaryPath)/maintenance.lock"
    guard !files.options.isReadOnly else {
      throw StoreError(
        .notWritable,
        "the store \(files.root) cannot be written; allow it, or name another with --store")
    }
    file = try Descriptor(path: path, flags: O_RDWR | O_CREAT)
    if try file.tryLock() { return }
    onWait()
    try file.lock()
  }

  /// Runs `body` under the lock.
  static func hold<Result>(
    _ files: ObjectFiles, onWait: () -> Void, _ body: () throws -> Result
  ) throws -> Result {
    let lock = try MaintenanceLock(files, onWait: onWait)
    return try withExtendedLifetime(lock.file, body)
  }
}
