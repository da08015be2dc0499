internal import Pipeline
internal import Store

/// Finds what a stage of a pipeline has made with the parameters the pipeline has now.
struct StageOutputFinder {
  let store: Store
  let pipeline: CheckedPipeline
  /// What the command line sets, for commands to suggest.
  let overrides: [ParameterOverride]

  /// The artifact that `output` (`stage` or `stage.port`) names.
  ///
  /// - Throws: `CommandError` naming the stages or ports there are, or how to get the result that is missing.
  func artifact(_ output: String) throws -> ArtifactReference {
    let (stage, port) = try split(output)
    let plan = try Planner(store: store).plan(pipeline, targets: [stage.name])
    guard let result = plan.stages.first(where: { $0.name == stage.name })?.result else {
      throw CommandError(
        .usage,
        "\(pipeline.path): stage '\(stage.name)' has no result for the parameters as they are now; run it with 'meridian run \(pipeline.path) \(stage.name)\(settings)'"
      )
    }
    guard let found = result.outputs.first(where: { $0.port == port }) else {
      throw CommandError(
        .failed,
        "\(pipeline.path): the result of '\(stage.name)' has no '\(port)'; run it again with --force \(stage.name)"
      )
    }
    return found.artifact
  }

  private func split(_ output: String) throws -> (stage: CheckedStage, port: String) {
    if let stage = pipeline.stage(named: output) { return (stage, try onlyPort(of: stage)) }
    guard let dot = output.lastIndex(of: "."),
      let stage = pipeline.stage(named: String(output[..<dot]))
    else {
      let name = output.prefix { $0 != "." }
      throw CommandError(
        .usage,
        "\(pipeline.path): there is no stage '\(name)'; \(Self.remedy(String(name), pipeline.stages.map(\.name), "stages"))"
      )
    }
    let port = String(output[output.index(after: dot)...])
    guard stage.outputs.contains(where: { $0.name == port }) else {
      throw CommandError(
        .usage,
        "\(pipeline.path): stage '\(stage.name)' has no output '\(port)'; \(Self.remedy(port, stage.outputs.map(\.name), "outputs"))"
      )
    }
    return (stage, port)
  }

  private func onlyPort(of stage: CheckedStage) throws -> String {
    guard stage.outputs.count == 1, let port = stage.outputs.first else {
      throw CommandError(
        .usage,
        "\(pipeline.path): stage '\(stage.name)' has several outputs; name one of \(Self.names(stage)) as \(stage.name).port"
      )
    }
    return port.name
  }

  /// The overrides as they stand on a command line.
  private var settings: String {
    overrides.map { " --set '\($0.name)=\($0.text)'" }.joined()
  }

  private static func remedy(_ name: String, _ known: [String], _ noun: String) -> String {
    NearestName.remedy(name, among: known, noun: noun) ?? "there are \(known.count) \(noun)"
  }

  private static func names(_ stage: CheckedStage) -> String {
    stage.outputs.map(\.name).joined(separator: ", ")
  }
}
