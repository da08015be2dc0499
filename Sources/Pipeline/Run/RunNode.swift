import Store

/// What the coordinator knows of one stage of a run.
struct RunNode {
  enum Phase {
    /// What it needs is not there yet.
    case waiting
    /// In the queue, or held back by another process that computes its key.
    case queued
    /// Another stage of this run computes the same key.
    case following
    case running
    /// Hit, ran, failed, skipped or cancelled.
    case over
  }

  let planned: PlannedStage
  let stage: CheckedStage
  /// The nodes it takes inputs from.
  let sources: [Int]
  /// The nodes that take inputs from it.
  var dependents: [Int] = []
  /// The expected time from its start to the end of the run, in seconds.
  var priority = 0.0
  var phase = Phase.waiting
  var resolution: StageResolution?
  var lock: KeyLock?
  /// The nodes with the same key, that wait for this one.
  var followers: [Int] = []
  /// Whether its result is computed again although it is there.
  var isForced: Bool
  /// Whether it is computed again only to see that the same comes out.
  var isRechecked = false
  /// The result that was there before a forced computation.
  var first: StageResult?
  /// How often it was put back because of a damaged input, by the input: a gather may find many.
  var healings: [Digest: Int] = [:]
  var hasBeenCalledWaiting = false
  /// How often it has failed and been tried again.
  var retries = 0
  /// How it failed, while another stage with its key is still tried.
  var setback: Setback?

  /// Why it is computed.
  var reasons: [PlanReason] { isRechecked ? [.rechecked] : planned.reasons }

  /// Whether it is one of many of its kind, whose failure harms only what needs it.
  var isMember: Bool { stage.item != nil || !stage.variant.isEmpty }

  /// Whether trying one is as good as trying the other, given that they have the same key.
  ///
  /// A key leaves out what cannot change a result, but that can decide whether there is one: from where a file is
  /// had, how long a stage may take.
  func isTriedLike(_ other: RunNode) -> Bool {
    stage.parameters == other.stage.parameters && stage.settings == other.stage.settings
  }

  /// The nodes of a plan, linked and with priorities.
  ///
  /// - Complexity: linear in stages and inputs.
  static func nodes(of plan: Plan) -> [RunNode] {
    var index: [Int: Int] = [:]
    for (place, planned) in plan.stages.enumerated() { index[planned.position] = place }
    var nodes = plan.stages.map { planned in
      let stage = plan.pipeline.stages[planned.position]
      return RunNode(
        planned: planned, stage: stage, sources: stage.sources.compactMap { index[$0] },
        isForced: planned.isForced)
    }
    for (place, node) in nodes.enumerated() {
      for source in node.sources { nodes[source].dependents.append(place) }
    }
    for place in nodes.indices.reversed() {
      let after = nodes[place].dependents.map { nodes[$0].priority }.max() ?? 0
      nodes[place].priority = after + max(nodes[place].planned.expectedSeconds ?? 0.1, 1e-4)
    }
    return nodes
  }
}

/// How a stage failed.
struct Setback {
  let error: String
  /// How long it took.
  var seconds = 0.0
  var log: String?
  /// When a worker was given it, in nanoseconds since 1970.
  var started: Int64?
  /// The number of that worker.
  var worker: Int?
}
