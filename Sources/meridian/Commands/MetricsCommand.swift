internal import ArgumentParser
internal import Artifacts
internal import Store

/// Shows what the evaluations of a run measured.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Show what the evaluations of a run measured.",
    discussion: """
      EXAMPLES:
        meridian metrics
        meridian metrics --json
        meridian metrics 20261123-224103 --csv
      """)

  @Argument(
    help: ArgumentHelp(
      "The run, by its identifier or the beginning of it; the newest if none is named.",
      valueName: "run"), completion: Completions.runs)
  var identifier: String?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON: a list of {stage, metric, value}.")
  var json = false

  @Flag(help: "Write CSV: stage, metric, value.")
  var csv = false

  func validate() throws {
    if json && csv {
      throw ValidationError("--json and --csv exclude each other; give one of them")
    }
  }

  func run() throws {
    let store = try store.choice().open()
    let rows = try RunMetrics.rows(of: try RunName.find(identifier, in: store), in: store)
    let text = MetricsText(rows)
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    if csv { return try output.write(text.csv) }
    try output.write(lines: text.lines(style: output.style))
  }
}
