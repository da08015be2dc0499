internal import ArgumentParser
internal import Artifacts
internal import Store

/// Lists runs, newest first.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List the runs, newest first.",
    discussion: """
      EXAMPLES:
        meridian runs
        meridian runs --pipeline quickstart --status failed
        meridian runs --limit 3 --json
      """)

  @Option(help: ArgumentHelp("Only runs of the pipeline of this name.", valueName: "name"))
  var pipeline: String?

  @Option(
    help: "Only runs with this status: running, finished, failed or interrupted.",
    transform: Self.status)
  var status: RunStatus?

  @OptionGroup var limit: LimitOptions
  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let wanted = try store.runs(limit: pipeline == nil && status == nil ? limit.count : nil)
      .filter { run in
        (pipeline.map { $0 == run.pipeline } ?? true) && (status.map { $0 == run.status } ?? true)
      }
    let text = RunsText(Array(wanted.prefix(limit.count ?? Int.max)))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }

  private static func status(_ text: String) throws -> RunStatus {
    guard let status = RunStatus(rawValue: text) else {
      let known = RunStatus.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("no run has the status '\(text)'; there are \(known)")
    }
    return status
  }
}
