package import Pipeline

/// How long a run will still take, by what its stages are expected to.
package struct RemainingTime: Sendable {
  private let jobs: Int
  /// What each open stage is expected to take, and the chain of stages that begins with it, in seconds.
  private var open: [String: (seconds: Double, chain: Double)] = [:]
  private var started: [String: Double] = [:]
  private var work = 0.0

  /// The time for a plan; nil where nothing runs or not enough is known.
  package init?(_ plan: Plan, jobs: Int) {
    guard plan.estimate(jobs: jobs) != nil else { return nil }
    let chains = plan.remainingSeconds
    self.init(
      plan.stages.compactMap { stage in
        chains[stage.name].map { (stage.name, stage.expectedSeconds ?? 0, $0) }
      }, jobs: jobs)
  }

  /// The time for these stages, each with the chain of stages that begins with it.
  package init(_ stages: [(name: String, seconds: Double, chain: Double)], jobs: Int) {
    self.jobs = max(jobs, 1)
    for stage in stages { open[stage.name] = (stage.seconds, stage.chain) }
    work = stages.reduce(0) { $0 + $1.seconds }
  }

  /// A stage starts at a moment, in seconds of any clock that only goes forward.
  package mutating func start(_ name: String, at now: Double) { started[name] = now }

  /// A stage is done, one way or another.
  package mutating func finish(_ name: String) {
    started[name] = nil
    guard let stage = open.removeValue(forKey: name) else { return }
    work -= stage.seconds
  }

  /// The seconds left at a moment: no less than the longest chain still needs, nor than the work shared out evenly.
  package func seconds(at now: Double) -> Double {
    let done = started.reduce(0.0) { sum, stage in
      sum + min(now - stage.value, open[stage.key]?.seconds ?? 0)
    }
    let chain = open.reduce(0.0) { longest, stage in
      let elapsed = started[stage.key].map { min(now - $0, stage.value.seconds) } ?? 0
      return max(longest, stage.value.chain - elapsed)
    }
    return max(chain, max(0, work - done) / Double(jobs))
  }
}
