internal import Pipeline
internal import Store

/// Finds what a stage of a pipeline has made with the parameters the pipeline has now.
struct StageOutputFinder {
  let store: Store
  let pipeline: CheckedPipeline
  /// What the command line sets, for commands to suggest.
  let overrides: [ParameterOverride]

  /// The stages that a text names.
  private enum Choice {
    /// That one.
    case one(CheckedStage)
    /// All items and variants of one, at least one.
    case all([CheckedStage])

    /// Any of them: all have the same outputs.
    var first: CheckedStage? {
      switch self {
      case .one(let stage): stage
      case .all(let stages): stages.first
      }
    }
  }

  /// The artifact that `output` (`stage` or `stage.port`) names.
  ///
  /// - Throws: `CommandError` naming the stages, items or ports there are, or how to get the result that is missing.
  func artifact(_ output: String) throws -> ArtifactReference {
    let (choice, port) = try split(output)
    switch choice {
    case .one(let stage): return try artifact(of: stage, port)
    case .all(let stages):
      let example = stages.first.map { $0.outputs.count > 1 ? "\($0.name).\(port)" : $0.name }
      throw CommandError(
        .usage,
        "\(pipeline.path): '\(output)' is \(Figures.counted(stages.count, "artifact")), one for each item or variant; name one, as '\(example ?? output)'"
      )
    }
  }

  /// `output`, with a port behind it where it names a stage that has several and this among them.
  func naming(_ port: String, of output: String) -> String {
    guard let stage = choice(output)?.first, stage.outputs.count > 1,
      stage.outputs.contains(where: { $0.name == port })
    else { return output }
    return "\(output).\(port)"
  }

  /// What `output` names: an artifact, or what all items and variants of a stage have made.
  ///
  /// - Throws: `CommandError` as `artifact(_:)` does, and where there is not one result.
  func find(_ output: String) throws -> StageOutput {
    let (choice, port) = try split(output)
    switch choice {
    case .one(let stage): return .artifact(try artifact(of: stage, port))
    case .all(let stages): return .collection(try artifacts(of: stages, port))
    }
  }

  private func artifact(of stage: CheckedStage, _ port: String) throws -> ArtifactReference {
    let plan = try Planner(store: store).plan(pipeline, targets: [stage.name])
    guard let result = plan.stages.first(where: { $0.name == stage.name })?.result else {
      throw missing("stage '\(stage.name)' has no result", stage.name)
    }
    guard let found = result.outputs.first(where: { $0.port == port }) else {
      throw CommandError(
        .failed,
        "\(pipeline.path): the result of '\(stage.name)' has no '\(port)'; run it again with --force \(stage.name)"
      )
    }
    return found.artifact
  }

  private func artifacts(
    of stages: [CheckedStage], _ port: String
  ) throws -> [(name: String, artifact: ArtifactReference?)] {
    let plan = try Planner(store: store).plan(pipeline, targets: stages.map(\.name))
    var results: [String: StageResult] = [:]
    for stage in plan.stages { results[stage.name] = stage.result }
    let items = stages.map { stage in
      let output = results[stage.name]?.outputs.first { $0.port == port }
      return (
        name: StageName.instance(of: stage.name, in: stage.template), artifact: output?.artifact
      )
    }
    guard items.contains(where: { $0.artifact != nil }) else {
      let template = stages.first?.template ?? ""
      throw missing(
        "none of the \(stages.count) items of stage '\(template)' has a result", template)
    }
    return items
  }

  private func missing(_ what: String, _ target: String) -> CommandError {
    CommandError(
      .usage,
      "\(pipeline.path): \(what) for the parameters as they are now; run it with 'meridian run \(pipeline.path) \(target)\(settings)'"
    )
  }

  private func split(_ output: String) throws -> (choice: Choice, port: String) {
    if let choice = choice(output), let stage = choice.first {
      return (choice, try onlyPort(of: stage))
    }
    if let usual = withItemFirst(output) { return try split(usual) }
    if let problem = unknownItem(in: output) { throw problem }
    guard let dot = output.lastIndex(of: "."), let choice = choice(String(output[..<dot])),
      let stage = choice.first
    else {
      let name = output.prefix { $0 != "." }
      let names = pipeline.stages.map(\.name)
      let known = names + pipeline.templates.filter { !names.contains($0) }
      throw CommandError(
        .usage,
        "\(pipeline.path): there is no stage '\(name)'; \(Self.remedy(String(name), known, "stages"))"
      )
    }
    let port = String(output[output.index(after: dot)...])
    guard stage.outputs.contains(where: { $0.name == port }) else {
      throw CommandError(
        .usage,
        "\(pipeline.path): stage '\(stage.template)' has no output '\(port)'; \(Self.remedy(port, stage.outputs.map(\.name), "outputs"))"
      )
    }
    return (choice, port)
  }

  /// `stage[item].port` for `stage.port[item]`, which is as easily written; nil for anything else.
  private func withItemFirst(_ output: String) -> String? {
    guard let bracket = output.firstIndex(of: "["),
      let dot = output[..<bracket].lastIndex(of: ".")
    else { return nil }
    let stage = output[..<dot] + output[bracket...]
    guard pipeline.stage(named: String(stage)) != nil else { return nil }
    return "\(stage)\(output[dot..<bracket])"
  }

  /// What is wrong with an item in brackets behind the name of a stage that has no such item; nil for anything else.
  private func unknownItem(in output: String) -> CommandError? {
    guard let open = output.firstIndex(of: "["),
      let close = output.lastIndex(of: "]"), open < close
    else { return nil }
    let before = output[..<open]
    let names = [before] + (before.lastIndex(of: ".").map { [before[..<$0]] } ?? [])
    guard let template = names.map(String.init).first(where: pipeline.templates.contains) else {
      return nil
    }
    let item = String(output[output.index(after: open)..<close])
    let items = pipeline.stages.filter { $0.template == template }.map {
      StageName.instance(of: $0.name, in: template)
    }
    guard !items.contains(item) else { return nil }
    let known = items.filter { !$0.isEmpty }
    guard !known.isEmpty else {
      return CommandError(
        .usage, "\(pipeline.path): stage '\(template)' has no items; name it '\(template)'")
    }
    // An item is often a file, and its ending easily left out.
    let begun = known.filter { $0.hasPrefix("\(item).") }
    let nearest = begun.count == 1 ? begun[0] : NearestName.find(item, among: known)
    let remedy =
      nearest.map { "did you mean '\(template)[\($0)]'?" } ?? Self.remedy(item, known, "items")
    return CommandError(
      .usage, "\(pipeline.path): stage '\(template)' has no item '\(item)'; \(remedy)")
  }

  private func choice(_ name: String) -> Choice? {
    if let stage = pipeline.stage(named: name) { return .one(stage) }
    let all = pipeline.stages.filter { $0.template == name }
    return all.isEmpty ? nil : .all(all)
  }

  private func onlyPort(of stage: CheckedStage) throws -> String {
    guard stage.outputs.count == 1, let port = stage.outputs.first else {
      throw CommandError(
        .usage,
        "\(pipeline.path): stage '\(stage.template)' has several outputs; name one of \(Self.names(stage)) as \(stage.template).port"
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
