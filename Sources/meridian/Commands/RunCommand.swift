internal import ArgumentParser
internal import Pipeline
internal import Stages
internal import Store

/// Runs a pipeline: what is in the store is taken from there, what is missing is computed.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a pipeline file; stages whose results are in the store are not run again.",
    discussion: """
      EXAMPLES:
        meridian run pipelines/quickstart.yml
        meridian run pipelines/quickstart.yml digits-test --set seed=1
        meridian run pipelines/mesh.yml --set mesh=spot.obj --json

      Ctrl-C stops at the next safe point and keeps what has finished; a second
      Ctrl-C stops at once.
      """)

  @OptionGroup var selection: SelectionOptions

  @Option(help: ArgumentHelp("How many stages may run at a time.", valueName: "n"))
  var jobs: Int?

  @OptionGroup var store: StoreOptions

  @Flag(
    name: .customLong("keep-going"),
    help: "After a failure, go on with the stages that do not need the failed one.")
  var keepsGoing = false

  @Flag(help: "Write one JSON event a line.")
  var json = false

  func validate() throws {
    if let jobs, jobs < 1 {
      throw ValidationError("--jobs \(jobs) leaves nobody to work; give at least 1")
    }
  }

  func run() throws {
    let catalogue = Catalogue.standard
    let pipeline = try checked(catalogue)
    let choice = store.choice(from: selection.folder)
    let store = try choice.openOrMake()
    // From before planning on, nothing that the plan finds may be collected.
    let lease = try store.takeLease()
    defer { lease.release() }
    let plan = try selection.plan(pipeline, in: store)
    if !choice.exists, !json {
      try StandardStream.output.write("results are kept in \(store.root)\n")
    }
    let display = makeDisplay(plan)
    let runner = Runner(store: store, catalogue: catalogue, options: options(store)) {
      display.show($0)
    }
    let interrupts = Interrupts { count in
      runner.cancel()
      display.interrupted(count: count)
    }
    defer { interrupts.end() }
    let outcome: RunOutcome
    do {
      outcome = try runner.run(plan)
    } catch {
      display.abandon()
      throw error
    }
    display.close(outcome, metrics: metrics(of: outcome, in: store))
    if outcome.exitCode != ExitStatus.done { throw ExitCode(outcome.exitCode) }
  }

  /// The pipeline; programs that read events hear of the mistakes in it, too.
  private func checked(_ catalogue: Catalogue) throws -> CheckedPipeline {
    do {
      return try selection.pipeline(catalogue)
    } catch let error as PipelineError {
      if json, case .invalid(let mistakes) = error { EventDisplay.refuse(mistakes) }
      throw error
    }
  }

  private func options(_ store: Store) -> RunOptions {
    RunOptions(
      jobs: jobs ?? Machine.cores, keepGoing: keepsGoing,
      workers: .processes(
        executable: Paths.program, arguments: ["worker", "--store", store.root]),
      arguments: Array(CommandLine.arguments.dropFirst()))
  }

  private func makeDisplay(_ plan: Plan) -> any RunDisplay {
    if json { return EventDisplay(file: selection.file) }
    let style = StandardStream.output.style
    let line = StageLine(names: plan.stages.map(\.name), style: style)
    let narration = RunNarration(file: selection.file, line: line, style: style)
    guard StandardStream.output.isTerminal, Environment["TERM"] != "dumb" else {
      return PlainDisplay(narration: narration, pipeline: plan.pipeline.name)
    }
    return LiveDisplay(
      narration: narration, line: line, pipeline: plan.pipeline.name, total: plan.stages.count)
  }

  private func metrics(of outcome: RunOutcome, in store: Store) -> [String] {
    let rows = outcome.reports.flatMap { report in
      report.outputs.sorted { $0.key < $1.key }.flatMap { _, artifact in
        // The run is done; that its numbers cannot be shown does not undo it.
        (try? RunMetrics.rows(of: artifact, stage: report.stage, in: store)) ?? []
      }
    }
    return MetricsText(rows).shortLines(style: StandardStream.output.style)
  }
}
