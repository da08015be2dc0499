internal import ArgumentParser
internal import Artifacts
internal import Store

/// Counts what is in the store.
struct CacheStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count what is in the store, before and after compression, and where it lies.")

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let text = StatisticsText(try store.statistics(), root: store.root)
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }
}
