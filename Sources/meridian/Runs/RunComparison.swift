internal import Artifacts
package import Pipeline
package import Store

/// What is different between two recorded runs: parameters, inputs, versions, metrics and costs, stage by stage.
package struct RunComparison: Sendable {
  /// What differs.
  package enum Aspect: String, Sendable {
    case status, error, kind, version, parameter, seed, input, file, numerics, metric, output
    case seconds, memory
    /// Something about the run itself: its machine, its pipeline file.
    case run
  }

  /// A value that is another in the second run; nil where a run has none.
  package struct Change: Sendable {
    package let aspect: Aspect
    /// Which of them, where there are several: a parameter's path, a port, a metric.
    package let name: String?
    package let old: ParameterValue?
    package let new: ParameterValue?
  }

  /// A stage that differs.
  package struct Stage: Sendable {
    /// Which run has it.
    package enum Presence: String, Sendable { case both, first, second }

    package let name: String
    package let kind: String
    package let presence: Presence
    /// What differs; empty for a stage that one run alone has.
    package let changes: [Change]
  }

  /// What a run has recorded, with the results of its stages and what they measured.
  package struct Side: Sendable {
    package let record: RunRecord
    package let results: [Digest: StageResult]
    /// By stage, then by name.
    package let metrics: [String: [String: Double]]

    /// A side made by hand, as tests need it.
    package init(
      record: RunRecord, results: [Digest: StageResult] = [:],
      metrics: [String: [String: Double]] = [:]
    ) {
      self.record = record
      self.results = results
      self.metrics = metrics
    }
  }

  package let first: RunRecord
  package let second: RunRecord
  /// What differs about the runs as a whole: parameters of the pipeline, machine, time.
  package let changes: [Change]
  /// The stages that differ, in the order of the first run, those of the second alone behind.
  package let stages: [Stage]
  /// How many stages the two runs have in common.
  package let commonCount: Int

  /// Compares.
  ///
  /// - Complexity: linear in the stages.
  package init(_ first: Side, _ second: Side) {
    self.first = first.record
    self.second = second.record
    changes = Self.runChanges(first.record, second.record)
    let others = Dictionary(second.record.stages.map { ($0.stage, $0) }) { one, _ in one }
    let names = Set(first.record.stages.map(\.stage))
    var stages: [Stage] = []
    var common = 0
    for stage in first.record.stages {
      guard let other = others[stage.stage] else {
        stages.append(
          Stage(name: stage.stage, kind: stage.kind, presence: .first, changes: []))
        continue
      }
      common += 1
      let changes = StageComparison(stage, in: first, other, in: second).changes
      guard !changes.isEmpty else { continue }
      stages.append(
        Stage(name: stage.stage, kind: other.kind, presence: .both, changes: changes))
    }
    for stage in second.record.stages where !names.contains(stage.stage) {
      stages.append(Stage(name: stage.stage, kind: stage.kind, presence: .second, changes: []))
    }
    self.stages = stages
    commonCount = common
  }

  private static func runChanges(_ first: RunRecord, _ second: RunRecord) -> [Change] {
    var changes: [Change] = []
    func note(_ name: String, _ old: String?, _ new: String?) {
      guard old != new else { return }
      changes.append(
        Change(
          aspect: .run, name: name, old: old.map(ParameterValue.string),
          new: new.map(ParameterValue.string)))
    }
    note("pipeline", first.pipeline, second.pipeline)
    note("file", first.file, second.file)
    for name in ["host", "system", "cores", "memory"] {
      note(name, first.environment[name], second.environment[name])
    }
    let (old, new) = (parameters(of: first), parameters(of: second))
    changes += ParameterValue.differences(from: old, to: new).map {
      Change(aspect: .parameter, name: $0.path.description, old: $0.from, new: $0.to)
    }
    let (before, after) = (first.summary.seconds, second.summary.seconds)
    if before > 0, after > 0 {
      changes.append(
        Change(aspect: .seconds, name: nil, old: .number(before), new: .number(after)))
    }
    return changes
  }

  private static func parameters(of record: RunRecord) -> ParameterValue? {
    record.environment["parameters"].flatMap { ParameterValue(json: $0) }
  }
}
