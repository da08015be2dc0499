internal import Pipeline
internal import Store

/// What is different between what two runs recorded of one stage.
struct StageComparison {
  private typealias Change = RunComparison.Change

  private let old: RunStage
  private let new: RunStage
  private let first: RunComparison.Side
  private let second: RunComparison.Side
  private let before: StageResult?
  private let after: StageResult?

  init(
    _ old: RunStage, in first: RunComparison.Side, _ new: RunStage,
    in second: RunComparison.Side
  ) {
    self.old = old
    self.new = new
    self.first = first
    self.second = second
    before = old.key.flatMap { first.results[$0] }
    after = new.key.flatMap { second.results[$0] }
  }

  var changes: [RunComparison.Change] {
    outcome + definition + inputs + measured + costs
  }

  private static func change(
    _ aspect: RunComparison.Aspect, named name: String? = nil, _ old: ParameterValue?,
    _ new: ParameterValue?
  ) -> [Change] {
    old == new ? [] : [Change(aspect: aspect, name: name, old: old, new: new)]
  }

  /// Failures; that one run computed what another had in its store is no difference.
  private var outcome: [Change] {
    func status(_ stage: RunStage) -> ParameterValue {
      .string(stage.status == .hit || stage.status == .ran ? "done" : stage.status.rawValue)
    }
    return Self.change(.status, status(old), status(new))
      + Self.change(
        .error, old.error.map(ParameterValue.string), new.error.map(ParameterValue.string))
  }

  private var definition: [Change] {
    var changes = Self.change(.kind, .string(old.kind), .string(new.kind))
    guard let before, let after else { return changes }
    if before.kind == after.kind {
      changes += Self.change(.version, .integer(before.kindVersion), .integer(after.kindVersion))
    }
    changes += ParameterValue.differences(
      from: ParameterValue(json: before.parameters), to: ParameterValue(json: after.parameters)
    ).map { Change(aspect: .parameter, name: $0.path.description, old: $0.from, new: $0.to) }
    func seed(_ result: StageResult) -> ParameterValue? {
      result.seed.map { Int(exactly: $0).map(ParameterValue.integer) ?? .string("\($0)") }
    }
    return changes + Self.change(.seed, seed(before), seed(after))
      + Self.change(.numerics, .string(before.fingerprint), .string(after.fingerprint))
  }

  private struct Place: Hashable {
    let port: String
    let item: String?
  }

  private var inputs: [Change] {
    guard let before, let after else { return [] }
    var former: [Place: StageResult.Input] = [:]
    for input in before.inputs { former[Place(port: input.port, item: input.item)] = input }
    var changes: [Change] = []
    func note(_ input: StageResult.Input, _ old: StageResult.Input?, _ new: StageResult.Input?) {
      let name = input.item.map { "\(input.port) \($0)" } ?? input.port
      changes += Self.change(
        input.path == nil ? .input : .file, named: input.path.map { "\(name) (\($0))" } ?? name,
        old.map { .string($0.digest.hex) }, new.map { .string($0.digest.hex) })
    }
    for input in after.inputs {
      note(input, former.removeValue(forKey: Place(port: input.port, item: input.item)), input)
    }
    for input in before.inputs where former[Place(port: input.port, item: input.item)] != nil {
      note(input, input, nil)
    }
    return changes
  }

  private var measured: [Change] {
    let (was, now) = (first.metrics[old.stage] ?? [:], second.metrics[new.stage] ?? [:])
    let metrics = Set(was.keys).union(now.keys).sorted().flatMap {
      Self.change(
        .metric, named: $0, was[$0].map(ParameterValue.number), now[$0].map(ParameterValue.number))
    }
    let outputs = Set(old.outputs.keys).union(new.outputs.keys).sorted().flatMap {
      Self.change(
        .output, named: $0, old.outputs[$0].map { .string($0.hex) },
        new.outputs[$0].map { .string($0.hex) })
    }
    return metrics + outputs
  }

  /// Time and memory of two computations; of one and the same, there is nothing to compare.
  private var costs: [Change] {
    let wereBothRun = old.status == .ran && new.status == .ran
    guard wereBothRun || old.key != new.key, let was = cost(of: old, before, in: first),
      let now = cost(of: new, after, in: second)
    else { return [] }
    return Self.change(.seconds, .number(was.seconds), .number(now.seconds))
      + Self.change(.memory, .integer(was.peakBytes), .integer(now.peakBytes))
  }

  /// What the computation itself took, as the worker measured it; where only the run's own clock is left, that.
  private func cost(
    of stage: RunStage, _ result: StageResult?, in side: RunComparison.Side
  ) -> (seconds: Double, peakBytes: Int)? {
    let measured = result.map { ($0.cost.seconds, $0.cost.peakBytes) }
    switch stage.status {
    case .ran: return result?.run == side.record.id ? measured : (stage.seconds, stage.peakBytes)
    case .hit: return measured
    default: return nil
    }
  }
}
