internal import CDisk

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// An open file, closed when the last reference goes; not inherited by child processes.
final class Descriptor: Sendable {
  let number: Int32
  let path: String

  init(path: String, flags: Int32, mode: mode_t = 0o644) throws {
    var number: Int32
    repeat { number = open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else { throw StoreError.system("open", path) }
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// The length of the file in bytes.
  func size() throws -> Int {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw StoreError.system("examine", path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.ioFailure, "\(path): not a regular file; move it away")
    }
    return Int(status.st_size)
  }

  /// Fills `buffer` from `offset`; returns how much there was before the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var done = 0
    while done < buffer.count {
      let count = pread(number, base + done, buffer.count - done, off_t(offset + done))
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw StoreError.system("read", path)
      }
      done += count
    }
    return done
  }

  /// Reads up to `count` bytes from `offset`; fewer at the end of the file.
  func read(count: Int, at offset: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
  }

  /// Writes all of `bytes` at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let count = pwrite(number, base + done, bytes.count - done, off_t(offset + done))
      if count < 0 {
        if errno == EINTR { continue }
        throw StoreError.system("write", path)
      }
      done += count
    }
  }

  /// Has the system begin to bring a range to the disk, so that `synchronize` finds less to wait for.
  ///
  /// A hint, without waiting for the disk: what fails is told by `synchronize`, and systems that have no such call do
  /// nothing.
  func beginFlushing(_ range: Range<Int>) {
    _ = meridian_begin_flushing(number, Int64(range.lowerBound), Int64(range.count))
  }

  /// Waits until what was written is durable.
  func synchronize() throws {
    guard fsync(number) == 0 else { throw StoreError.system("flush", path) }
  }

  /// Takes the exclusive kernel lock, released by `close` or death; false if another holds it.
  func tryLock() throws -> Bool {
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { return false }
      if Descriptor.knowsNoLocks(errno) { return true }
      guard errno == EINTR else { throw StoreError.system("lock", path) }
    }
    return true
  }

  /// Waits for the exclusive kernel lock.
  func lock() throws {
    while flock(number, LOCK_EX) != 0 {
      if Descriptor.knowsNoLocks(errno) { return }
      guard errno == EINTR else { throw StoreError.system("lock", path) }
    }
  }

  /// Whether the file system has no locks: then everybody has them, and results are made twice at worst.
  private static func knowsNoLocks(_ code: Int32) -> Bool {
    code == ENOLCK || code == ENOSYS || code == EOPNOTSUPP
  }

  /// Whether `path` still names this very file.
  func isStillNamed() -> Bool {
    var mine = stat()
    var named = stat()
    return fstat(number, &mine) == 0 && stat(path, &named) == 0
      && mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
  }
}

extension StoreError {
  /// The error of the system call that just failed on `path`.
  static func system(_ verb: String, _ path: String, _ number: Int32 = errno) -> StoreError {
    let reason = String(cString: strerror(number))
    switch number {
    case ENOSPC, EDQUOT, EFBIG:
      return StoreError(
        .diskFull, "\(path): cannot \(verb): \(reason); free space or choose another --store")
    case EROFS, EACCES, EPERM:
      return StoreError(
        .notWritable,
        "\(path): cannot \(verb): \(reason); allow it, or choose another folder with --store")
    case ENOENT:
      return StoreError(.missing, "\(path): cannot \(verb): \(reason)")
    default:
      return StoreError(.ioFailure, "\(path): cannot \(verb): \(reason)")
    }
  }
}
