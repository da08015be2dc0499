internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Stages
internal import Store

/// Removes from the store what nobody needs.
struct CacheCollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Remove results, and the artifacts that no result names any more.",
    discussion: """
      EXAMPLES:
        meridian cache gc --older-than 30d --dry-run
        meridian cache gc --max-size 10GB
        meridian cache gc --keep-pipeline pipelines/quickstart.yml --set seed=0 --set seed=1

      At least one criterion is needed. What is pinned or used by a run that is under way
      stays, with everything it was made from. Any number of runs may go on meanwhile.
      """)

  @Option(
    name: .customLong("older-than"),
    help: ArgumentHelp(
      "Remove what was not made or used for so long: 45m, 12h, 30d or 8w.", valueName: "age"),
    transform: Self.age)
  var age: Double?

  @Option(
    name: .customLong("max-size"),
    help: ArgumentHelp(
      "Remove what was made or used least recently until the rest takes so much: 500MB, 10GB.",
      valueName: "size"),
    transform: Self.size)
  var size: Int?

  @Option(
    name: .customLong("keep-pipeline"),
    help: ArgumentHelp(
      "Keep what this pipeline file needs as it is now, and without --older-than nothing else (may be repeated).",
      valueName: "file"), completion: .file(extensions: ["yml", "yaml"]))
  var pipelines: [String] = []

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  @Flag(name: .customLong("dry-run"), help: "Say what would go, and change nothing.")
  var isDryRun = false

  @Flag(help: "Write JSON.")
  var json = false

  func validate() throws {
    guard age != nil || size != nil || !pipelines.isEmpty else {
      throw ValidationError(
        "nothing says what to keep; give --older-than AGE, --max-size SIZE or --keep-pipeline FILE, and --dry-run to see first"
      )
    }
    guard overrides.values.isEmpty || !pipelines.isEmpty else {
      throw ValidationError("--set needs a --keep-pipeline whose parameters it sets")
    }
  }

  func run() throws {
    let kept = KeptPipelines(files: pipelines, overrides: overrides.values)
    let store = try kept.choice(store).open()
    var criteria = CollectionCriteria(age: age, maximumBytes: size)
    if !pipelines.isEmpty { criteria.keptKeys = try kept.keys(in: store) }
    let report = try store.collect(
      criteria, isDryRun: isDryRun, onWait: { MaintenanceNotice.waiting(for: store) })
    let text = CollectionText(report, isDryRun: isDryRun, limit: size)
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }

  private static func age(_ text: String) throws -> Double {
    guard let age = Amounts.seconds(text) else {
      throw ValidationError("'\(text)' is no age; write a number with s, m, h, d or w, like 30d")
    }
    return age
  }

  private static func size(_ text: String) throws -> Int {
    guard let size = Amounts.bytes(text) else {
      throw ValidationError("'\(text)' is no size; write a number with MB, GB or TB, like 10GB")
    }
    return size
  }
}
