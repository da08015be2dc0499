internal import ArgumentParser
internal import Artifacts
internal import Store

/// Takes results from a file into the store.
struct CacheImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take what 'cache export' wrote into the store, after checking every byte of it.",
    discussion: """
      What the store has already stays as it is. The file tells which stage and parameters
      made each artifact, and is believed: import from those you trust.
      """)

  @Argument(help: "The file.", completion: .file())
  var file: String

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    guard Paths.isFile(file) else {
      throw CommandError(.usage, "\(file): there is no such file; check the path")
    }
    let store = try store.choice().openOrMake()
    let text = ArchiveText(try store.importArchive(at: Paths.absolute(file)), file: file)
    if json { return try StandardStream.output.write(text.json.text(indented: true) + "\n") }
    try StandardStream.output.write("\(text.imported)\n")
  }
}
