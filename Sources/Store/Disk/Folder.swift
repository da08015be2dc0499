#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What the store does with folders and whole files.
enum Folder {
  /// Makes the folder and those above it, unless it is there.
  static func create(_ path: String) throws {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let parent = Folder.parent(of: path) else {
      throw StoreError.system("make the folder", path)
    }
    try create(parent)
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      throw StoreError.system("make the folder", path)
    }
  }

  /// The folder that holds `path`; nil for the root.
  static func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
    return String(path[..<slash])
  }

  /// Makes entries added to or removed from the folder durable.
  static func synchronize(_ path: String) throws {
    try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// The names in the folder, sorted by their bytes; empty if it is not there.
  static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw StoreError.system("list", path)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes a file; true if it was there.
  @discardableResult
  static func removeFile(_ path: String) throws -> Bool {
    if unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw StoreError.system("remove", path)
  }

  /// Renames; a file that has the new name is replaced, a folder is moved aside.
  static func rename(_ old: String, to new: String) throws {
    if moved(old, new) { return }
    if errno == EISDIR || errno == EEXIST || errno == ENOTEMPTY {
      guard moved(new, "\(new).\(uniqueName()).damaged"), moved(old, new) else {
        throw StoreError.system("rename to", new)
      }
      return
    }
    throw StoreError.system("rename to", new)
  }

  private static func moved(_ old: String, _ new: String) -> Bool {
    #if canImport(Glibc)
      Glibc.rename(old, new) == 0
    #else
      Darwin.rename(old, new) == 0
    #endif
  }

  /// Whether anything has this name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether this process may change what is in the folder.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// The length of a regular file; nil if there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The seconds since something was last changed; nil if it is not there.
  static func age(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      return time(nil) - status.st_mtim.tv_sec
    #else
      return time(nil) - status.st_mtimespec.tv_sec
    #endif
  }

  /// The whole content of a file; nil if it is not there.
  static func contents(of path: String) throws -> [UInt8]? {
    do {
      let file = try Descriptor(path: path, flags: O_RDONLY)
      return try file.read(count: try file.size(), at: 0)
    } catch let error as StoreError where error.code == .missing {
      return nil
    }
  }

  /// What the death of the machine may do to a file just written.
  enum Durability {
    /// Anything.
    case no
    /// Take it away whole.
    case wholeIfAtAll
    /// Nothing.
    case yes
  }

  /// Replaces a file in one step: temporary in `temporaryFolder`, flush, rename, flush of the folder.
  ///
  /// - Parameter lasts: how much of that is flushed.
  static func replace(
    _ path: String, with bytes: [UInt8], temporaryFolder: String, lasts: Durability = .yes
  ) throws {
    let file = try Temporary.create(in: temporaryFolder)
    // The lock must outlast the renaming: a process that opens the store removes unlocked files.
    try withExtendedLifetime(file) {
      do {
        try bytes.withUnsafeBytes { try file.write($0, at: 0) }
        if lasts != .no { try file.synchronize() }
        try rename(file.path, to: path)
      } catch {
        unlink(file.path)
        throw error
      }
    }
    if lasts == .yes, let parent = parent(of: path) { try synchronize(parent) }
  }

  /// A name no other process or thread makes: time, process, chance.
  static func uniqueName() -> String {
    let time = String(UInt64(bitPattern: StoreClock.now), radix: 16)
    let chance = String(UInt32.random(in: .min ... .max), radix: 16)
    return "\(time)-\(getpid())-\(chance)"
  }
}
