package import Store

/// Which store a command uses, and which it looks into for what that has not.
package struct StoreChoice: Sendable {
  /// The store's folder, from the root.
  package let root: String
  /// Whether a store is there already.
  package let exists: Bool
  /// The folders of the read-only stores behind it, from the root, in the order in which they are asked.
  package let behind: [String]

  /// Chooses: the folder given, else the environment's, else `cache/` of the nearest enclosing folder that has a store
  /// there or an empty folder for one, else `cache/` in `folder` itself.
  ///
  /// A text with commas names a chain: the first folder is the store, those after it are only read.
  ///
  /// - Parameters:
  ///   - given: the folder the user names with `--store`, if any.
  ///   - environment: the value of `MERIDIAN_STORE`, if it is set; empty counts as not set.
  ///   - folder: where to look from: the pipeline file's folder, or the working folder.
  ///   - isStore: whether a folder is a Meridian store.
  ///   - isReserved: whether a folder is there, empty, for a store.
  package init(
    given: String?, environment: String? = Environment["MERIDIAN_STORE"], folder: String,
    isStore: (String) -> Bool = { Store.isStore(at: $0) },
    isReserved: (String) -> Bool = { Store.isReserved(at: $0) }
  ) {
    if let named = given ?? environment.flatMap({ $0.isEmpty ? nil : $0 }) {
      let folders = Self.folders(named, isStore: isStore)
      root = folders[0]
      exists = isStore(root)
      behind = Array(folders.dropFirst())
      return
    }
    let folder = Paths.absolute(folder)
    let found = Paths.enclosing(folder).lazy.map { Paths.absolute("cache", from: $0) }.first {
      isStore($0) || isReserved($0)
    }
    root = found ?? Paths.absolute("cache", from: folder)
    exists = isStore(root)
    behind = []
  }

  /// The folders that a text names, each once; a text that names a store as it is has its commas in the name.
  private static func folders(_ text: String, isStore: (String) -> Bool) -> [String] {
    let whole = Paths.absolute(text)
    guard text.contains(","), !isStore(whole) else { return [whole] }
    var folders: [String] = []
    for part in text.split(separator: ",") {
      let folder = Paths.absolute(String(part))
      if !folders.contains(folder) { folders.append(folder) }
    }
    return folders.isEmpty ? [whole] : folders
  }

  /// Whether there is any store to look into.
  package var existsAny: Bool { exists || behind.contains { Store.isStore(at: $0) } }

  /// Opens the store, making it where there is none yet.
  package func openOrMake() throws -> Store {
    try Store(at: root, behind: behind, onWarning: Self.warn)
  }

  /// Opens the store and those behind it, for commands that only look; a folder without a store stays as it is.
  package func open() throws -> Store {
    if !exists, let first = behind.firstIndex(where: { Store.isStore(at: $0) }) {
      // There is nothing of one's own yet.
      return try Store.openForReading(
        at: behind[first], behind: Array(behind[(first + 1)...]), onWarning: Self.warn)
    }
    guard exists else {
      throw CommandError(
        .usage,
        "no Meridian store at \(root); run a pipeline first, or name a store with --store or $MERIDIAN_STORE"
      )
    }
    return try Store.openForReading(at: root, behind: behind, onWarning: Self.warn)
  }

  private static func warn(_ text: String) {
    // Nobody is left to tell when standard error does not take it.
    try? StandardStream.error.write("meridian: warning: \(text)\n")
  }
}
