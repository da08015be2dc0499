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
        meridian run pipelines/quickstart.yml --trace trace.json

      Ctrl-C stops at the next safe point and keeps what has finished; a second
      Ctrl-C stops at once.
      """)

  @OptionGroup var selection: SelectionOptions

  @Option(help: ArgumentHelp("How many stages may run at a time.", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "How much memory stages that declare theirs may take together: 8GB; all of the machine's unless given.",
      valueName: "size"), transform: Self.bytes)
  var memory: Int?

  @OptionGroup var store: StoreOptions

  @Flag(
    name: .customLong("keep-going"),
    help: "After a failure, go on with the stages that do not need the failed one.")
  var keepsGoing = false

  @Option(
    help: ArgumentHelp(
      "Write the schedule to this file as a Chrome trace, for chrome://tracing or Perfetto.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Compute this part of the results that are in the store again, chosen by chance: 1%; one that comes out different is reported, and the exit code is 1.",
      valueName: "percent"), transform: Self.share)
  var recheck: Double?

  @Flag(
    name: .customLong("check-numerics"),
    help:
      "Let stages that run examine every value and gradient: the first that is not finite fails its stage, with the operation and block named."
  )
  var checksNumerics = false

  @Flag(help: "Write one JSON event a line.")
  var json = false

  func validate() throws {
    if let jobs, jobs < 1 {
      throw ValidationError("--jobs \(jobs) leaves nobody to work; give at least 1")
    }
  }

  private static func bytes(_ text: String) throws -> Int {
    guard let bytes = StageSettings.bytes(of: text) else {
      throw ValidationError("'\(text)' is no size; write 8GB or 512MB")
    }
    return bytes
  }

  private static func share(_ text: String) throws -> Double {
    guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100
    else { throw ValidationError("'\(text)' is no part of the results; write 1% or 100%") }
    return percent / 100
  }

  func run() throws {
    let catalogue = Catalogue.standard
    let choice = store.choice(from: selection.folder)
    // A file with mistakes makes no store.
    let known = choice.exists ? try choice.openOrMake() : nil
    let pipeline = try reporting { try selection.pipeline(catalogue, rememberedBy: known) }
    let trace = try trace.map { try RunTrace(path: $0, pipeline: pipeline.name) }
    let store = try known ?? choice.openOrMake()
    // From before planning on, nothing that the plan finds may be collected.
    let lease = try store.takeLease()
    defer { lease.release() }
    let plan = try reporting { try selection.plan(pipeline, catalogue, in: store) }
    if !choice.exists, !json {
      try StandardStream.output.write("results are kept in \(store.root)\n")
    }
    let display = makeDisplay(plan)
    let runner = Runner(store: store, catalogue: catalogue, options: options(store)) {
      trace?.note($0)
      display.show($0)
    }
    let interrupts = Interrupts { count in
      runner.cancel()
      display.interrupted(count: count)
      // The second time the process ends here, and nobody could be told of a trace that fails.
      if count > 1 { try? trace?.write() }
    }
    defer { interrupts.end() }
    let outcome: RunOutcome
    do {
      outcome = try runner.run(plan)
    } catch {
      display.abandon()
      try? trace?.write()
      throw error
    }
    CheckMemory(store: store, catalogue: catalogue)
      .keep(pipeline, overrides: selection.overrides.values)
    display.close(outcome, metrics: metrics(of: outcome, in: store))
    try trace?.write()
    if outcome.exitCode != ExitStatus.done { throw ExitCode(outcome.exitCode) }
  }

  /// What `body` gives; programs that read events hear of the mistakes it finds, too.
  private func reporting<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
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
      memory: memory ?? 0, recheck: recheck ?? 0, checksNumerics: checksNumerics,
      isOffline: selection.isOffline,
      arguments: Array(CommandLine.arguments.dropFirst()))
  }

  private func makeDisplay(_ plan: Plan) -> any RunDisplay {
    if json { return EventDisplay(file: selection.file) }
    let style = StandardStream.output.style
    let totals = BatchTally.totals(of: plan)
    let names = plan.stages.map { totals[$0.template] == nil ? $0.name : $0.template }
    let line = StageLine(names: names, style: style)
    let narration = RunNarration(
      file: selection.file, line: line, style: style, totals: totals)
    let jobs = jobs ?? Machine.cores
    // What is over in a moment needs no announcement.
    if let estimate = plan.estimate(jobs: jobs), estimate.seconds >= 1 {
      // A run goes on when its reader has left.
      try? StandardStream.output.write(
        "\(Figures.counted(plan.runs, "stage")) to run: \(PlanEstimateText.words(estimate))\n")
    }
    guard StandardStream.output.isTerminal, Environment["TERM"] != "dumb" else {
      return PlainDisplay(narration: narration, pipeline: plan.pipeline.name)
    }
    return LiveDisplay(
      narration: narration, line: line, pipeline: plan.pipeline.name, total: plan.stages.count,
      remaining: RemainingTime(plan, jobs: jobs))
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
