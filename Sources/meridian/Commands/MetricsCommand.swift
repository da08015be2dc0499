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

  @OptionGroup var target: RunOptionsGroup

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
    let (record, store) = try target.find()
    let text = MetricsText(try RunMetrics.rows(of: record, in: store))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    if csv { return try output.write(text.csv) }
    try output.write(lines: text.lines(style: output.style))
  }
}
