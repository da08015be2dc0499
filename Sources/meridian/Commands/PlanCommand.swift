internal import ArgumentParser
internal import Artifacts
internal import Models
internal import Pipeline
internal import Stages
internal import Store

/// Says what a run would do, and why, without doing it.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say what a run would do, and for each stage why; nothing is run.",
    discussion: """
      EXAMPLES:
        meridian plan pipelines/quickstart.yml
        meridian plan pipelines/quickstart.yml --set subdivisions=4
        meridian plan pipelines/quickstart.yml digits-test --force digits-model
        meridian plan pipelines/quickstart.yml --model
        meridian plan pipelines/mesh-operators.yml --items

      A stage that may run does so only if what it depends on gives another result than before.
      Time and memory are estimates from the last results of each kind, scaled by the inputs' size.
      """)

  @OptionGroup var selection: SelectionOptions
  @Option(
    help: ArgumentHelp("Estimate the time for so many stages at once.", valueName: "n"))
  var jobs: Int?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Write the plan as JSON.")
  var json = false

  @Flag(help: "A line for each item and variant, also of stages that have many.")
  var items = false

  @Flag(help: "Show the models that would be trained: blocks, field types, parameters, operations.")
  var model = false

  func validate() throws {
    if let jobs, jobs < 1 {
      throw ValidationError("--jobs \(jobs) leaves nobody to work; give at least 1")
    }
  }

  func run() throws {
    let catalogue = Catalogue.standard
    let choice = store.choice(from: selection.folder)
    let known = choice.exists ? try choice.open() : nil
    let pipeline = try selection.pipeline(catalogue, rememberedBy: known)
    let scratch = choice.existsAny ? nil : try TemporaryStore()
    let store = try known ?? scratch?.store ?? choice.open()
    let plan = try selection.plan(pipeline, catalogue, in: store)
    if model { return try showModels(of: pipeline, plan, in: store) }
    let text = PlanText(plan, jobs: jobs ?? Machine.cores)
    if json {
      try StandardStream.output.write(text.json.text(indented: true) + "\n")
    } else {
      let style = StandardStream.output.style
      try StandardStream.output.write(lines: text.lines(style: style, eachItem: items))
    }
    let misfits = try trainings(of: pipeline, plan, in: store) { $0.status != .hit }
      .flatMap { Self.misfits($0.model, of: $0.stage, in: pipeline) }
    try Self.refuse(misfits)
  }

  /// What does not fit about a model and what it is fed, as far as its sizes are known.
  private static func misfits(
    _ model: ModelPreview, of stage: PlannedStage, in pipeline: CheckedPipeline
  ) -> [String] {
    model.problems.map {
      "\(pipeline.path): stage '\(stage.name)': model.\($0.path): \($0.message)"
    }
  }

  private static func refuse(_ misfits: [String]) throws {
    guard !misfits.isEmpty else { return }
    throw CommandError(.usage, misfits.joined(separator: "\n"))
  }

  /// The models of all trainings of the plan, with sizes where what they are fed is in the cache.
  private func showModels(of pipeline: CheckedPipeline, _ plan: Plan, in store: Store) throws {
    let output = StandardStream.output
    let trainings = try trainings(of: pipeline, plan, in: store)
    guard !trainings.isEmpty else {
      throw CommandError(.usage, "\(pipeline.path): nothing that is wanted trains a model")
    }
    let texts = trainings.map { ModelText($0.stage.name, $0.model, missing: $0.missing) }
    if json {
      try output.write(JSON.array(texts.map(\.json)).text(indented: true) + "\n")
    } else {
      for (index, text) in texts.enumerated() {
        try output.write(lines: (index > 0 ? [""] : []) + text.lines(style: output.style))
      }
    }
    try Self.refuse(trainings.flatMap { Self.misfits($0.model, of: $0.stage, in: pipeline) })
  }

  /// A training of a plan: its model, and the stages whose results would tell its sizes.
  private typealias Training = (stage: PlannedStage, model: ModelPreview, missing: [String])

  private func trainings(
    of pipeline: CheckedPipeline, _ plan: Plan, in store: Store,
    where isWanted: (PlannedStage) -> Bool = { _ in true }
  ) throws -> [Training] {
    try plan.stages.compactMap { planned in
      guard planned.kind == "train", isWanted(planned),
        let stage = pipeline.stage(named: planned.name)
      else { return nil }
      let inputs = try CachedInputs(of: stage, in: plan, store: store)
      let model = try ModelPreview(
        stage.parameters, inputs: inputs.byPort, isComplete: inputs.missing.isEmpty)
      return (planned, model, inputs.missing)
    }
  }
}
