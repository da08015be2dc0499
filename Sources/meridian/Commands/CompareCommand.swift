internal import ArgumentParser
internal import Artifacts
internal import Store

/// Shows what is different between two runs.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Show what is different between two runs, stage by stage.",
    discussion: """
      EXAMPLES:
        meridian compare newest~1 newest
        meridian compare 20261123-224103 newest --json

      Parameters, inputs, files, versions of kinds, metrics and failures that differ are shown;
      times and memory where they do so by more than a tenth. --json has all of them. What makes
      a difference is up to you, so the exit code is 0 either way.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run, by its identifier or the beginning of it; newest, or newest~1 for the one before.",
      valueName: "run-a"), completion: Completions.runs)
  var first: String

  @Argument(
    help: ArgumentHelp("Another run.", valueName: "run-b"), completion: Completions.runs)
  var second: String

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write JSON.")
  var json = false

  func run() throws {
    let store = try store.choice().open()
    let sides = try [first, second].map {
      try RunComparison.Side(try RunName.find($0, in: store), in: store)
    }
    let text = RunComparisonText(RunComparison(sides[0], sides[1]))
    let output = StandardStream.output
    if json { return try output.write(text.json.text(indented: true) + "\n") }
    try output.write(lines: text.lines(style: output.style))
  }
}
