import Foundation
import Store

/// One run, from its plan to its outcome: a single-threaded loop over what workers answer.
final class RunCoordinator {
  let runner: Runner
  let store: Store
  let plan: Plan
  let spawner: WorkerSpawner
  let saver: OutputSaver
  let wake: Int32
  let start = ContinuousClock.now

  var nodes: [RunNode]
  var recorder: RunRecorder
  /// Results by position in the pipeline.
  var results: [Int: StageResult] = [:]
  var queue = ReadyQueue()
  /// Nodes whose key another process holds.
  var heldBack: [Int] = []
  /// The node that computes a key.
  var inFlight: [Digest: Int] = [:]
  var busy: [WorkerLink] = []
  var idle: [WorkerLink] = []
  var reports: [StageReport] = []
  var reportPlaces: [Int: Int] = [:]
  var open = 0
  var jobs = 0
  var workersStarted = 0
  var pace = Pace()
  /// What the last worker computed with.
  var lastFingerprint = ""
  var rechecks: RecheckTally
  /// Why no more stages are started.
  var stopReason: String?
  var killTime: ContinuousClock.Instant?
  var isCancelled = false

  init(runner: Runner, plan: Plan, wake: Int32) throws {
    self.runner = runner
    self.plan = plan
    self.wake = wake
    store = runner.store
    spawner = WorkerSpawner(
      workers: runner.options.workers, catalogue: runner.catalogue, files: runner.store.files)
    saver = OutputSaver(store: runner.store)
    nodes = RunNode.nodes(of: plan)
    recorder = RunRecorder(store: runner.store, plan: plan, arguments: runner.options.arguments)
    open = nodes.count
    rechecks = RecheckTally(share: runner.options.recheck, run: recorder.record.id)
    for place in nodes.indices where rechecks.chooses(nodes[place]) {
      nodes[place].isRechecked = true
      nodes[place].isForced = true
    }
  }

  /// Whether anything is to be computed.
  private var works: Bool { plan.runs > 0 || nodes.contains(where: \.isRechecked) }

  func run() throws -> RunOutcome {
    let works = works
    if works { try recorder.begin() }
    emit(.started(run: recorder.record.id, stages: plan.stages))
    do {
      try settleHits()
      while open > 0 {
        noticeCancellation()
        try dispatch()
        if open > 0 { try waitForNews() }
      }
    } catch {
      abandonWorkers()
      throw error
    }
    endWorkers()
    let outcome = RunOutcome(
      run: recorder.record.id, reports: reports, seconds: Self.seconds(since: start),
      wasCancelled: isCancelled, rechecked: rechecks.compared, differing: rechecks.differing)
    if works {
      try PlanMemory(store: store, pipeline: plan.pipeline).keep(
        nodes.compactMap { results[$0.planned.position]?.key })
      try store.flush()
    }
    try recorder.finish(outcome, computedNothing: !works)
    emit(.finished(outcome))
    return outcome
  }

  func emit(_ event: RunEvent) { runner.onEvent(event) }

  static func seconds(since start: ContinuousClock.Instant) -> Double {
    let elapsed = (ContinuousClock.now - start).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  /// Ends the planned hits, then makes ready what needs nothing else.
  private func settleHits() throws {
    for place in nodes.indices where !nodes[place].isRechecked {
      guard let result = nodes[place].planned.result else { continue }
      results[nodes[place].planned.position] = result
      nodes[place].phase = .over
    }
    for place in nodes.indices
    where nodes[place].planned.result != nil && !nodes[place].isRechecked {
      guard let result = results[nodes[place].planned.position] else { continue }
      nodes[place].phase = .waiting
      try succeed(place, result, .hit, seconds: 0)
    }
    for place in nodes.indices { try makeReady(place) }
  }

  // MARK: Waiting

  private func waitForNews() throws {
    var descriptors = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
    descriptors += busy.map { pollfd(fd: $0.answers, events: Int16(POLLIN), revents: 0) }
    guard poll(&descriptors, nfds_t(descriptors.count), timeout()) > 0 else {
      return try passTime()
    }
    if descriptors[0].revents != 0 { _ = FrameChannel.read(from: wake) }
    let workers = busy
    for (descriptor, worker) in zip(descriptors.dropFirst(), workers)
    where descriptor.revents != 0 {
      try take(from: worker)
    }
    try passTime()
  }

  /// Milliseconds until something must be looked at again, or −1.
  private func timeout() -> Int32 {
    var limit: Int32 = heldBack.isEmpty ? -1 : 20
    if busy.contains(where: { $0.jobs.first?.memory != nil }) { limit = limit < 0 ? 50 : limit }
    let deadlines = busy.compactMap { worker in
      worker.jobs.first.flatMap { job in
        job.hasTimedOut ? job.deadline.map { $0 + .seconds(1) } : job.deadline
      }
    }
    if let killTime = ([killTime].compactMap { $0 } + deadlines).min() {
      let left = (killTime - ContinuousClock.now).components
      // Nobody waits longer at a time; the file may name any number of days.
      let seconds = min(max(0, left.seconds), 86_400)
      let bounded = Int32(seconds * 1000 + max(0, left.attoseconds) / 1_000_000_000_000_000) + 1
      limit = limit < 0 ? bounded : min(limit, bounded)
    }
    return limit
  }

  private func passTime() throws {
    try enforceLimits()
    for place in heldBack { queue.push(place, priority: nodes[place].priority) }
    heldBack = []
    if let time = killTime, ContinuousClock.now >= time {
      for worker in busy { worker.kill() }
      killTime = nil
    }
  }

  // MARK: Cancellation

  private func noticeCancellation() {
    let requests = runner.cancellations
    if requests > 0, !isCancelled {
      isCancelled = true
      stop("the run was interrupted")
      for worker in busy {
        for job in worker.jobs { _ = try? worker.send(.cancel(number: job.number)) }
      }
      killTime = ContinuousClock.now + .seconds(runner.options.graceSeconds)
    }
    if requests > 1, isCancelled {
      for worker in busy { worker.kill() }
    }
  }

  /// Starts nothing any more; what does not run now is skipped.
  func stop(_ reason: String) {
    guard stopReason == nil else { return }
    stopReason = reason
    queue = ReadyQueue()
    heldBack = []
    for place in nodes.indices {
      switch nodes[place].phase {
      case .waiting: skip(place, reason)
      case .queued: abandon([place] + leave(place), reason)
      case .following, .running, .over: continue
      }
    }
  }
}
