internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The right to compute one key, held against other processes and threads of this host.
///
/// A kernel lock: released by `release()`, by the last reference going, or by the death of the
/// process, so that none is ever left to be deleted by hand. On a folder that hosts share it is a lease as well, which
/// a dead host loses by its silence.
public final class KeyLock: Sendable {
  /// The key.
  public let key: Digest

  private let file: Mutex<Descriptor?>
  private let leases: KeyLeases?

  init?(_ key: Digest, folder: String, waits: Bool, leases: KeyLeases? = nil) throws {
    self.key = key
    self.leases = leases
    file = Mutex(nil)
    let path = "\(folder)/\(key.hex).lock"
    while true {
      let opened: Descriptor
      do {
        opened = try Descriptor(path: path, flags: O_RDWR | O_CREAT)
      } catch let error as StoreError where error.code == .missing {
        try Folder.create(folder)
        continue
      }
      if waits {
        try opened.lock()
      } else if try !opened.tryLock() {
        return nil
      }
      // The holder before removes the file as it releases it.
      guard opened.isStillNamed() else { continue }
      guard try leases?.take(opened) ?? true else {
        if !waits { return nil }
        usleep(100_000)
        continue
      }
      file.withLock { $0 = opened }
      return
    }
  }

  deinit { release() }

  /// Gives the right up; calling it twice does nothing.
  public func release() {
    file.withLock { held in
      if let held, leases?.release(held) ?? true { unlink(held.path) }
      held = nil
    }
  }
}
