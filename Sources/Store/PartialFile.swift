#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A file that grows piece by piece and survives the process that was at it, for work that can go on
/// where it stopped.
///
/// It belongs to one key and to one process at a time, and is removed once the key has a result.
/// What a process died at may be in it, so nothing in it is to be believed without a check.
public final class PartialFile {
  /// Where it is.
  public let path: String
  /// How many bytes it has.
  public private(set) var size: Int

  private let file: Descriptor
  private let temporaryFolder: String

  /// Opens the file at `path`; nil when another process or thread has it.
  convenience init?(path: String, temporaryFolder: String) throws {
    guard let file = try Descriptor.locked(path) else { return nil }
    self.init(file, size: try file.size(), temporaryFolder: temporaryFolder)
  }

  private init(_ file: Descriptor, size: Int, temporaryFolder: String) {
    self.file = file
    self.size = size
    self.temporaryFolder = temporaryFolder
    path = file.path
  }

  /// Makes an empty one in a folder of the caller's own, for when another process has the key's.
  public convenience init(temporaryIn folder: String) throws {
    let path = "\(folder)/\(Folder.uniqueName())"
    guard let file = try Descriptor.locked(path) else {
      throw StoreError(.ioFailure, "\(path): locked by another program; stop it")
    }
    self.init(file, size: 0, temporaryFolder: folder)
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `StoreError` (`diskFull`, `ioFailure`).
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    try file.write(bytes, at: size)
    size += bytes.count
  }

  /// Empties it and drops its note.
  public func clear() throws {
    try Folder.removeFile(notePath)
    guard ftruncate(file.number, 0) == 0 else { throw StoreError.system("empty", path) }
    size = 0
  }

  /// A few bytes that say what the content is of; nil if there are none.
  public func note() throws -> [UInt8]? { try Folder.contents(of: notePath) }

  /// Replaces the note, in one step.
  public func setNote(_ bytes: [UInt8]) throws {
    try Folder.replace(
      notePath, with: bytes, temporaryFolder: temporaryFolder, lasts: .no)
  }

  /// The SHA-256 of the whole content.
  ///
  /// - Parameter goesOn: asked now and then; the answer is nil once it is false.
  /// - Complexity: reads the file.
  public func digest(while goesOn: () -> Bool = { true }) throws -> Digest? {
    var hasher = DigestBuilder()
    var buffer = Buffer()
    let piece = buffer.reserve(1 << 20)
    var offset = 0
    while goesOn() {
      let count = try file.read(into: piece, at: offset)
      if count == 0 { return hasher.finish() }
      hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += count
    }
    return nil
  }

  /// Removes the file and its note.
  public func remove() throws {
    try clear()
    try Folder.removeFile(path)
  }

  private var notePath: String { PartialFile.notePath(path) }

  static func notePath(_ path: String) -> String { "\(path).note" }
}

extension Descriptor {
  /// Opens a file, made if it is not there, that nobody else has; nil when somebody has it.
  fileprivate static func locked(_ path: String) throws -> Descriptor? {
    while true {
      let opened = try Descriptor(path: path, flags: O_RDWR | O_CREAT)
      guard try opened.tryLock() else { return nil }
      // The holder before removes the file as it finishes.
      if opened.isStillNamed() { return opened }
    }
  }
}
