package import Store

/// Which store a command uses.
package struct StoreChoice: Sendable {
  /// The store's folder, from the root.
  package let root: String
  /// Whether a store is there already.
  package let exists: Bool

  /// Chooses: the folder given, else the environment's, else `cache/` of the nearest enclosing folder that has a store
  /// there or an empty folder for one, else `cache/` in `folder` itself.
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
      root = Paths.absolute(named)
      exists = isStore(root)
      return
    }
    let folder = Paths.absolute(folder)
    let found = Paths.enclosing(folder).lazy.map { Paths.absolute("cache", from: $0) }.first {
      isStore($0) || isReserved($0)
    }
    root = found ?? Paths.absolute("cache", from: folder)
    exists = isStore(root)
  }

  /// Opens the store, making it where there is none yet.
  package func openOrMake() throws -> Store { try Store(at: root) }

  /// Opens the store, for commands that only look; a folder without a store stays as it is.
  package func open() throws -> Store {
    guard exists else {
      throw CommandError(
        .usage,
        "no Meridian store at \(root); run a pipeline first, or name a store with --store or $MERIDIAN_STORE"
      )
    }
    return try Store.openForReading(at: root)
  }
}
