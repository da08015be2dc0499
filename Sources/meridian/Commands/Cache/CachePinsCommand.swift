internal import ArgumentParser
internal import Artifacts
internal import Store

/// Lists what is pinned.
struct CachePinsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pins", abstract: "List the pins, by name.")

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let text = PinsText(
      try store.pins().map { ($0, try store.reference(for: $0.digest)) })
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }
}
