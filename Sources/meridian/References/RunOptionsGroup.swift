internal import ArgumentParser
internal import Store

/// The run a command is about, and the store it is in.
struct RunOptionsGroup: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The run, by its identifier or the beginning of it; newest, or newest~1 for the one before.",
      valueName: "run"), completion: Completions.runs)
  var identifier: String?

  @OptionGroup var store: StoreOptions

  /// The run's record and the store.
  func find() throws -> (record: RunRecord, store: Store) {
    let store = try store.choice().open()
    return (try RunName.find(identifier, in: store), store)
  }
}
