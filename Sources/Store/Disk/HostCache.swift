internal import Foundation

/// The folder in which this host keeps the index of a store that it must not, or cannot, write.
enum HostCache {
  /// The folder for the store at `root`, made with what an index needs.
  ///
  /// - Throws: `StoreError.notWritable` when neither the user's cache folder nor the temporary one can be written.
  static func folder(for root: String) throws -> String {
    let name =
      "meridian/\(Digest.of(text: URL(fileURLWithPath: root).standardizedFileURL.path).short)"
    for base in bases where (try? Folder.create("\(base)/\(name)/tmp")) != nil {
      if Folder.isWritable("\(base)/\(name)") { return "\(base)/\(name)" }
    }
    throw StoreError(
      .notWritable,
      "the store \(root) is read-only, and its index has no place; set XDG_CACHE_HOME to a folder that can be written"
    )
  }

  private static var bases: [String] {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.cache" : nil }
    return [named ?? home, FileManager.default.temporaryDirectory.path].compactMap { $0 }
  }
}
