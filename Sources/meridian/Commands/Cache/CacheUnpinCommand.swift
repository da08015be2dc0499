internal import ArgumentParser
internal import Store

/// Lets a pinned artifact be collected again.
struct CacheUnpinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin",
    abstract: "Take a pin out, by its name or by what it pins.",
    discussion: """
      EXAMPLES:
        meridian cache unpin paper
        meridian cache unpin pipelines/quickstart.yml:digits-model.model
      """)

  @Argument(
    help:
      "The pin's name, or the artifact: the first digits of its digest, FILE:stage or FILE:stage.port."
  )
  var reference: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let (store, pins) = try find()
    for pin in pins {
      try store.unpin(pin.name)
      try StandardStream.output.write("unpinned '\(pin.name)', \(pin.digest.short)\n")
    }
  }

  private func find() throws -> (Store, [Pin]) {
    let choice = store.choice()
    if choice.exists {
      let store = try choice.open()
      let pins = try store.pins()
      if let named = pins.first(where: { $0.name == reference }) { return (store, [named]) }
      // The artifact itself may be gone.
      let digits = reference.lowercased()
      let fitting = pins.filter { digits.count >= 4 && $0.digest.hex.hasPrefix(digits) }
      if !fitting.isEmpty, Set(fitting.map(\.digest)).count == 1 { return (store, fitting) }
    }
    guard reference.contains(":") else { throw nothing(choice.root) }
    let finder = ReferenceFinder(overrides: overrides.values, store: store)
    let (store, artifact) = try finder.find(reference)
    let pins = try store.pins().filter { $0.digest == artifact.digest }
    guard !pins.isEmpty else { throw nothing(store.root) }
    return (store, pins)
  }

  private func nothing(_ root: String) -> CommandError {
    CommandError(
      .usage, "'\(reference)' is not pinned in \(root); 'meridian cache pins' lists the pins")
  }
}
