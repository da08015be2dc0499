#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Descriptor {
  /// Waits for the kernel lock that others may hold at the same time.
  func lockShared() throws {
    while flock(number, LOCK_SH) != 0 {
      guard errno == EINTR else { throw StoreError.system("lock", path) }
    }
  }

  /// When the file was written or touched last, in nanoseconds since 1970 by its file system.
  func modified() throws -> Int64 {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw StoreError.system("examine", path) }
    return FileStatus(status).modified
  }

  /// Makes the file look written now, by its file system's clock.
  func touch() throws {
    guard futimens(number, nil) == 0 else { throw StoreError.system("touch", path) }
  }
}

/// What a file system says of an entry.
struct FileStatus {
  let bytes: Int
  /// When it was written last, in nanoseconds since 1970.
  let modified: Int64
  let isFile: Bool
  let isFolder: Bool

  init(_ status: stat) {
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    bytes = Int(status.st_size)
    modified = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    isFile = status.st_mode & S_IFMT == S_IFREG
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }

  /// Of the entry of this name itself, not of what a link leads to; nil if there is none.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}
