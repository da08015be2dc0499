internal import ArgumentParser
internal import Artifacts
internal import Store

/// Makes the index anew.
struct CacheRebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Make the index anew from the files, which are the truth.")

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let text = RebuildText(try store.rebuild(onWait: { MaintenanceNotice.waiting(for: store) }))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines)
  }
}
