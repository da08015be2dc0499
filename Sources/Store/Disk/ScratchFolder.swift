internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A folder for a stage's own files, removed with its last reference.
///
/// Its lock tells those of living processes from those that a killed one left; the latter are removed when the store
/// is opened.
public final class ScratchFolder: Sendable {
  /// Where it is.
  public let path: String

  private let lock: Descriptor

  init(in folder: String) throws {
    while true {
      let path = "\(folder)/\(Folder.uniqueName())\(ScratchFolder.ending)"
      try Folder.create(path)
      // A collector may take the lock, and the folder away, before we do.
      guard let lock = try? ScratchFolder.open(path), try lock.tryLock(), lock.isStillNamed() else {
        continue
      }
      self.path = path
      self.lock = lock
      return
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static let ending = ".folder"

  private static func open(_ path: String) throws -> Descriptor {
    try Descriptor(path: path, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Removes the folder of that name if nobody holds it.
  static func collect(_ path: String) {
    guard path.hasSuffix(ending), let folder = try? open(path), (try? folder.tryLock()) == true
    else { return }
    try? FileManager.default.removeItem(atPath: path)
  }
}
