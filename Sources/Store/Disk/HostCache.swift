internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The folder in which this host keeps the index of a store that it cannot write, or shares with other hosts.
enum HostCache {
  /// The folder for the store at `root`, made with what an index needs.
  ///
  /// - Throws: `StoreError.notWritable` when neither the user's cache folder nor the temporary one can be written.
  static func folder(for root: String) throws -> String {
    let name = "meridian/\(Digest.of(text: identity(of: root)).short)"
    for base in bases where (try? prepare("\(base)/\(name)")) != nil {
      if Folder.isWritable("\(base)/\(name)") { return "\(base)/\(name)" }
    }
    throw StoreError(
      .notWritable,
      "the index of the store \(root), which is read-only or on a network, has no place; "
        + "set XDG_CACHE_HOME to a folder that can be written"
    )
  }

  /// Makes a folder fit for an index.
  static func prepare(_ folder: String) throws { try Folder.create("\(folder)/tmp") }

  /// The path, and what tells a store from one that stood there before.
  private static func identity(of root: String) -> String {
    let path = URL(fileURLWithPath: root).standardizedFileURL.path
    var status = stat()
    guard stat("\(root)/\(StoreMarker.name)", &status) == 0 else { return path }
    #if canImport(Glibc)
      let made = status.st_mtim.tv_sec
    #else
      let made = status.st_mtimespec.tv_sec
    #endif
    return "\(path) \(status.st_ino) \(made)"
  }

  private static var bases: [String] {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.cache" : nil }
    return [named ?? home, FileManager.default.temporaryDirectory.path].compactMap { $0 }
  }
}
