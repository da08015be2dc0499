internal import ArgumentParser
internal import Artifacts
internal import Store

/// Writes results with all they came from to one file.
struct CacheExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write artifacts, with everything they were made from, to one file for another store.",
    discussion: """
      EXAMPLES:
        meridian cache export pipelines/quickstart.yml:basis --to basis.meridian
        meridian cache import basis.meridian --store elsewhere
      """)

  @Argument(
    help: "The artifacts: the first digits of a digest, FILE:stage or FILE:stage.port.")
  var references: [String]

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var to: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let finder = ReferenceFinder(overrides: overrides.values, store: store)
    let found = try references.map { try finder.find($0) }
    guard let store = found.first?.store else { return }
    if let place = found.firstIndex(where: { $0.store.root != store.root }) {
      throw CommandError(
        .usage,
        "'\(references[0])' is in \(store.root), but '\(references[place])' in \(found[place].store.root); export from one store at a time"
      )
    }
    let report = try store.export(found.map(\.artifact.digest), to: to)
    let text = ArchiveText(report, file: to)
    if json { return try StandardStream.output.write(text.json.text(indented: true) + "\n") }
    try StandardStream.output.write("\(text.exported)\n")
  }
}
