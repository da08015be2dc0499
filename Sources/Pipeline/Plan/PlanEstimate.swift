/// How long a plan will take, and how much memory, as far as earlier runs tell.
public struct PlanEstimate: Hashable, Sendable {
  /// How many stages run at once.
  public let jobs: Int
  /// The time of all stages one after the other, in seconds.
  public let work: Double
  /// The time of the longest chain of stages of which each needs the one before, in seconds.
  public let criticalPath: Double
  /// The largest memory that stages running at once may need together, in bytes.
  public let peakBytes: Int
  /// Whether some of the stages may turn out to need no run, so that it may be less.
  public let isUpperBound: Bool

  /// The time from start to end in seconds: no run is shorter than its longest chain, nor than its work shared out evenly.
  public var seconds: Double { max(criticalPath, work / Double(jobs)) }
}

extension Plan {
  /// What the stages that will or may run are expected to take together; nil when none runs, or for one of them
  /// nothing is known.
  public func estimate(jobs: Int) -> PlanEstimate? {
    let open = stages.filter { $0.status != .hit }
    let known = open.compactMap(\.expectedSeconds)
    guard !open.isEmpty, known.count == open.count else { return nil }
    let memory = open.compactMap(\.expectedBytes).sorted(by: >).prefix(max(jobs, 1))
    return PlanEstimate(
      jobs: max(jobs, 1), work: known.reduce(0, +),
      criticalPath: remainingSeconds.values.max() ?? 0, peakBytes: memory.reduce(0, +),
      isUpperBound: open.contains { $0.status == .mayRun })
  }

  /// For each open stage, the expected time from its start to the end of the longest chain that begins with it.
  ///
  /// - Complexity: linear in stages and inputs.
  package var remainingSeconds: [String: Double] {
    var after: [Int: Double] = [:]
    var remaining: [String: Double] = [:]
    for stage in stages.reversed() where stage.status != .hit {
      let seconds = (stage.expectedSeconds ?? 0) + (after[stage.position] ?? 0)
      remaining[stage.name] = seconds
      for source in pipeline.stages[stage.position].sources {
        after[source] = max(after[source] ?? 0, seconds)
      }
    }
    return remaining
  }
}
