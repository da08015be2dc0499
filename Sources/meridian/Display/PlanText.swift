internal import Artifacts
internal import Pipeline
internal import Store

/// A plan as lines and as JSON.
struct PlanText {
  private let plan: Plan
  private let estimate: PlanEstimate?

  /// The text of a plan, with an estimate for so many jobs.
  init(_ plan: Plan, jobs: Int) {
    self.plan = plan
    estimate = plan.estimate(jobs: jobs)
  }

  /// A line a stage with what it is expected to cost and its first reason, a line for each further reason, the counts,
  /// and the time it takes altogether.
  ///
  /// - Parameter eachItem: whether a stage with many items and variants has a line for each of them, and not one for all that
  ///   have the same status.
  func lines(style: Style, eachItem: Bool = false) -> [String] {
    // Columns that would be empty are left out: nothing runs, or nothing ever ran.
    let hasCosts = plan.stages.contains { $0.status != .hit && $0.expectedSeconds != nil }
    let costs: [(name: String, alignment: Table.Alignment)] =
      hasCosts ? [("time", .right), ("memory", .right)] : []
    var table = Table(headed: [("", .left), ("stage", .left)] + costs + [("why", .left)])
    for row in PlanRow.rows(of: plan, eachItem: eachItem) {
      let cost = hasCosts ? row.cost : []
      table.append(
        [Self.coloured(row.status, style), row.name] + cost + [row.reasons.first ?? ""])
      for reason in row.reasons.dropFirst() {
        table.append(["", ""] + cost.map { _ in "" } + [reason])
      }
    }
    let total = estimate.map { ["\(PlanEstimateText.words($0))"] } ?? []
    return table.lines(style: style) + [summary] + total
  }

  /// The plan as an object with a list of stages.
  var json: JSON {
    .members([
      "pipeline": .string(plan.pipeline.name),
      "stages": .array(
        plan.stages.map { stage in
          .members([
            "stage": .string(stage.name), "kind": .string(stage.kind),
            "status": .string(stage.status.rawValue),
            "reasons": .array(stage.reasons.map { .string($0.description) }),
            "key": stage.key.map { .string($0.hex) },
            "expected_seconds": stage.status == .hit ? nil : stage.expectedSeconds.map(JSON.number),
            "expected_bytes": stage.status == .hit ? nil : stage.expectedBytes.map(JSON.integer),
          ])
        }),
      "estimate": estimate.map {
        .members([
          "jobs": .integer($0.jobs), "seconds": .number($0.seconds), "work": .number($0.work),
          "critical_path": .number($0.criticalPath), "peak_bytes": .integer($0.peakBytes),
          "upper_bound": .boolean($0.isUpperBound),
        ])
      },
    ])
  }

  private var summary: String {
    let mayRun = plan.stages.count { $0.status == .mayRun }
    var parts = [
      Figures.counted(plan.hits, "hit"), "\(Figures.count(plan.runs - mayRun)) will run",
    ]
    if mayRun > 0 { parts.append("\(Figures.count(mayRun)) may run") }
    return "\(plan.pipeline.name): \(Figures.counted(plan.stages.count, "stage")): "
      + parts.joined(separator: ", ")
  }

  private static func coloured(_ status: PlannedStage.Status, _ style: Style) -> String {
    let word = status.rawValue
    return switch status {
    case .hit: style.blue(word)
    case .willRun: style.green(word)
    case .mayRun: style.yellow(word)
    }
  }
}
