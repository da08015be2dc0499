internal import ArgumentParser
internal import Pipeline
internal import Stages

/// Runs stages for another process, which talks to it through standard input and output.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Run stages for another meridian process.",
    discussion:
      "Started by 'meridian run'; speaks length-prefixed JSON on standard input and output.",
    shouldDisplay: false)

  @Option(help: ArgumentHelp("The store's folder.", valueName: "dir"))
  var store: String

  func run() throws {
    try WorkerLoop(catalogue: .standard, store: store).run()
  }
}
