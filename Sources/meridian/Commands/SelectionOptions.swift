internal import ArgumentParser
internal import Pipeline
internal import Store

/// The pipeline file, the stages of it, and what is set for them.
struct SelectionOptions: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yml", "yaml"]))
  var file: String

  @Argument(
    help:
      "The stages that are wanted, with all they need; every stage of the file if none is named.",
    completion: Completions.stages)
  var stages: [String] = []

  @OptionGroup var overrides: OverrideOptions

  @Option(
    name: .customLong("force"),
    help: ArgumentHelp(
      "Run this stage even if its result is in the store (may be repeated).", valueName: "stage"),
    completion: Completions.stages)
  var forced: [String] = []

  @Flag(
    name: .customLong("offline"),
    help: "Download nothing; what would have to be is listed, and nothing is run.")
  var isOffline = false

  /// The folder of the pipeline file, from the root.
  var folder: String { Paths.parent(Paths.absolute(file)) }

  /// The file, read and checked, unless the store remembers that and nothing has changed.
  func pipeline(_ catalogue: Catalogue, rememberedBy store: Store?) throws -> CheckedPipeline {
    let known = store.flatMap {
      CheckMemory(store: $0, catalogue: catalogue).recall(path: file, overrides: overrides.values)
    }
    return try known ?? check(catalogue)
  }

  private func check(_ catalogue: Catalogue) throws -> CheckedPipeline {
    try CheckedPipeline.load(path: file, overrides: overrides.values, catalogue: catalogue)
  }

  /// What is to be done for the stages that are wanted.
  func plan(
    _ pipeline: CheckedPipeline, _ catalogue: Catalogue, in store: Store
  ) throws -> Plan {
    let planner = Planner(store: store)
    let plan: Plan
    do {
      plan = try planner.plan(pipeline, targets: stages, forced: Set(forced))
    } catch PipelineError.unreadableInput {
      // A check says what is wrong with a file, and where it is named.
      plan = try planner.plan(check(catalogue), targets: stages, forced: Set(forced))
    }
    for name in forced
    where !plan.stages.contains(where: { $0.name == name || $0.template == name }) {
      throw CommandError(
        .usage, "--force \(name): none of the stages you name needs '\(name)'; name it too")
    }
    if isOffline { try plan.checkOffline() }
    return plan
  }
}
