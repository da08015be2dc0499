internal import Artifacts
internal import Pipeline
internal import Store

/// A plan as lines and as JSON.
struct PlanText {
  private let plan: Plan

  init(_ plan: Plan) { self.plan = plan }

  /// A line a stage with its first reason, a line for each further reason, and the counts.
  func lines(style: Style) -> [String] {
    var table = Table(["": .left, "stage": .left, "why": .left])
    for stage in plan.stages {
      let reasons = stage.reasons.map(\.description)
      table.append([Self.coloured(stage.status, style), stage.name, reasons.first ?? ""])
      for reason in reasons.dropFirst() { table.append(["", "", reason]) }
    }
    return table.lines(style: style) + [summary]
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
          ])
        }),
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
