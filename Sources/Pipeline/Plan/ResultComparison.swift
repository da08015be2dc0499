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
    let current = ParameterValue.map(stage.keyParameters)
    for difference in ParameterValue.differences(from: former, to: current) {
      reasons.append(
        .parameterChanged(
          path: difference.path.description, from: text(difference.from),
          to: text(difference.to)))
    }
    if let resolution { inputs(earlier.inputs, resolution.inputs, into: &reasons) }
    return reasons
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
