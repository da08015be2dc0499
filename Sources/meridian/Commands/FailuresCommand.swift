internal import ArgumentParser
internal import Artifacts
internal import Store

/// Lists what failed in a run.
struct FailuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failures",
    abstract: "List the stages and items that failed in a run, and why.",
    discussion: """
      EXAMPLES:
        meridian failures
        meridian failures 20261123-224103 --csv
      """)

  @OptionGroup var target: RunOptionsGroup

  @Flag(help: "Write JSON: a list of {stage, item, error}.")
  var json = false

  @Flag(help: "Write CSV: stage, item, error.")
  var csv = false

  func validate() throws {
    if json && csv {
      throw ValidationError("--json and --csv exclude each other; give one of them")
    }
  }

  func run() throws {
    let (record, _) = try target.find()
    let text = FailuresText(record.stages.filter { $0.status == .failed })
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    if csv { return try output.write(text.csv) }
    try output.write(lines: text.lines(style: output.style))
  }
}
