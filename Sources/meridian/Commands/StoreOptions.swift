internal import ArgumentParser
internal import Store

/// The store a command works with.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("store"),
    help: ArgumentHelp(
      "The store's folder; with commas, a chain: the store, then read-only ones to look into.",
      discussion:
        "Default: $MERIDIAN_STORE, else the cache/ of the nearest enclosing folder that has a Meridian store, else cache/ beside the pipeline file.",
      valueName: "dir"), completion: .directory)
  var folder: String?

  /// The store for a pipeline file in `folder`, or for the working folder.
  func choice(from folder: String = Paths.workingFolder) -> StoreChoice {
    StoreChoice(given: self.folder, folder: folder)
  }
}
