import Store

/// Says what is different between a stage as it is and an earlier result of it.
enum ResultComparison {
  /// The differences; inputs are compared only when the stage's are known.
  static func reasons(
    _ stage: CheckedStage, _ resolution: StageResolution?, earlier: StageResult
  ) -> [PlanReason] {
    if earlier.kind != stage.kind.name {
      return [.kindChanged(from: earlier.kind, to: stage.kind.name)]
    }
    var reasons: [PlanReason] = []
    if earlier.kindVersion != stage.kind.version {
      reasons.append(
        .versionChanged(
          kind: earlier.kind, from: earlier.kindVersion, to: stage.kind.version))
    }
    if earlier.seed != stage.seed {
      reasons.append(.seedChanged(from: earlier.seed, to: stage.seed))
    }
    let former = ParameterValue(json: earlier.parameters) ?? .map(ParameterMap())
    differences(former, relevant(stage), path: ParameterPath(), into: &reasons)
    if let resolution { inputs(earlier.inputs, resolution.inputs, into: &reasons) }
    return reasons
  }

  private static func relevant(_ stage: CheckedStage) -> ParameterValue {
    let silent = Set(stage.kind.parameters.filter { !$0.affectsResult }.map(\.name))
    return .map(
      ParameterMap(
        stage.parameters.values.pairs.filter { !silent.contains($0.name) }
          .map { ($0.name, $0.value) }))
  }

  private static func differences(
    _ from: ParameterValue?, _ to: ParameterValue?, path: ParameterPath,
    into reasons: inout [PlanReason]
  ) {
    guard from != to else { return }
    switch (from, to) {
    case (.map(let old)?, .map(let new)?):
      let names = new.names + old.names.filter { new[$0] == nil }
      for name in names {
        differences(old[name], new[name], path: path.appending(.name(name)), into: &reasons)
      }
    case (.list(let old)?, .list(let new)?) where old.count == new.count:
      for index in old.indices {
        differences(old[index], new[index], path: path.appending(.index(index)), into: &reasons)
      }
    default:
      reasons.append(
        .parameterChanged(path: path.description, from: text(from), to: text(to)))
    }
  }

  private static func text(_ value: ParameterValue?) -> String? {
    value.map { SourceNode.text(of: $0) }
  }

  private struct Place: Hashable {
    let port: String
    let item: String?
  }

  private static func inputs(
    _ earlier: [StageResult.Input], _ current: [StageResult.Input],
    into reasons: inout [PlanReason]
  ) {
    var old: [Place: StageResult.Input] = [:]
    for input in earlier { old[Place(port: input.port, item: input.item)] = input }
    for input in current {
      let former = old.removeValue(forKey: Place(port: input.port, item: input.item))
      guard former?.digest != input.digest else { continue }
      if let path = input.path, let former, former.path != nil {
        reasons.append(.fileChanged(path: path, from: former.digest, to: input.digest))
      } else {
        reasons.append(
          .inputChanged(
            port: input.port, item: input.item, from: former?.digest, to: input.digest))
      }
    }
    let gone = old.values.sorted { ($0.port, $0.item ?? "") < ($1.port, $1.item ?? "") }
    for input in gone {
      reasons.append(
        .inputChanged(port: input.port, item: input.item, from: input.digest, to: nil))
    }
  }
}
