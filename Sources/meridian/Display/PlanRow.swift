internal import Pipeline

/// One line of a plan: a stage, or the items and variants of one that are many and have the same status.
struct PlanRow {
  /// More reasons than this of many items are counted only.
  private static let told = 3

  private let stages: [PlannedStage]
  private let isBatch: Bool

  /// The lines of a plan, each where its first stage stands.
  static func rows(of plan: Plan, eachItem: Bool) -> [PlanRow] {
    let batches = eachItem ? [:] : BatchTally.totals(of: plan)
    var groups: [[PlannedStage]] = []
    var places: [String: Int] = [:]
    for stage in plan.stages {
      guard batches[stage.template] != nil else {
        groups.append([stage])
        continue
      }
      let group = "\(stage.template) \(stage.status.rawValue)"
      if let place = places[group] {
        groups[place].append(stage)
      } else {
        places[group] = groups.count
        groups.append([stage])
      }
    }
    return groups.map { PlanRow(stages: $0, isBatch: batches[$0[0].template] != nil) }
  }

  var status: PlannedStage.Status { stages[0].status }

  /// `shape × 500` for many items.
  var name: String {
    isBatch ? "\(stages[0].template) × \(Figures.count(stages.count))" : stages[0].name
  }

  /// The time that all take, and the memory that one of them needs at most; nothing of hits.
  var cost: [String] {
    guard status != .hit else { return ["", ""] }
    let seconds = stages.compactMap(\.expectedSeconds)
    let isKnown = seconds.count == stages.count
    return [
      isKnown ? Figures.duration(seconds.reduce(0, +)) : "?",
      stages.compactMap(\.expectedBytes).max().map(Figures.bytes) ?? "?",
    ]
  }

  /// Why, each reason once; of many items the first few.
  var reasons: [String] {
    guard isBatch else { return stages[0].reasons.map(\.description) }
    var known: Set<String> = []
    let all = stages.flatMap(\.reasons).map { reason -> String in
      guard case .upstream(let names) = reason else { return reason.description }
      var templates: [String] = []
      for name in names.map(StageName.template) where !templates.contains(name) {
        templates.append(name)
      }
      return PlanReason.upstream(templates).description
    }.filter { known.insert($0).inserted }
    let more = all.count - Self.told
    guard more > 1 else { return all }
    return all.prefix(Self.told) + ["and \(Figures.count(more)) others; --items tells all"]
  }
}
