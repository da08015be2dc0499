internal import ArgumentParser
internal import Store

/// The run a command is about, and the store it is in.
struct RunOptionsGroup: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The run, by its identifier or the beginning of it; the newest if none is named.",
      valueName: "run"))
  var identifier: String?

  @OptionGroup var store: StoreOptions

  /// The run's record and the store.
  func find() throws -> (record: RunRecord, store: Store) {
    let store = try store.choice().open()
    if let identifier { return (try store.run(identifier), store) }
    guard let newest = try store.runs(limit: 1).first else {
      throw CommandError(.usage, "the store \(store.root) has no runs yet; run a pipeline first")
    }
    return (try store.run(newest.id), store)
  }
}
