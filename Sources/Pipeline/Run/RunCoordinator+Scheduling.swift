import Foundation
import Store

extension RunCoordinator {
  /// Queues a node whose sources all have results, unless its own result turns out to be there.
  func makeReady(_ place: Int) throws {
    let node = nodes[place]
    guard case .waiting = node.phase, stopReason == nil, let dropped = droppedSources(of: place)
    else { return }
    guard
      let resolution = StageResolution(
        node.stage, results: results, files: plan.files, dropped: dropped)
    else {
      if !dropped.isEmpty { skip(place, "every item that it gathers failed") }
      return
    }
    nodes[place].resolution = resolution
    if let leader = inFlight[resolution.key] {
      nodes[leader].followers.append(place)
      nodes[place].phase = .following
      return
    }
    let mayBeThere = !node.isForced && node.planned.key != resolution.key
    if mayBeThere, let result = try store.result(for: resolution.key) {
      return try succeed(place, result, .hit, seconds: 0)
    }
    inFlight[resolution.key] = place
    nodes[place].phase = .queued
    queue.push(place, priority: node.priority)
  }

  /// The pipeline's positions of the sources that ended without a result and that the node goes on without; nil
  /// while it cannot go on.
  private func droppedSources(of place: Int) -> Set<Int>? {
    var dropped: Set<Int> = []
    for source in nodes[place].sources {
      let position = nodes[source].planned.position
      if results[position] != nil { continue }
      guard nodes[place].stage.settings.dropsMissing, case .over = nodes[source].phase else {
        return nil
      }
      dropped.insert(position)
    }
    return dropped
  }

  /// Puts a node that a worker had back into the queue.
  func requeue(_ place: Int) {
    nodes[place].lock?.release()
    nodes[place].lock = nil
    nodes[place].phase = .queued
    queue.push(place, priority: nodes[place].priority)
  }

  /// Hands queued nodes to workers as long as there is room for the next one.
  func dispatch() throws {
    while stopReason == nil, let place = queue.first {
      guard case .queued = nodes[place].phase, let resolution = nodes[place].resolution else {
        _ = queue.pop()
        continue
      }
      guard let room = room(for: place) else { return }
      _ = queue.pop()
      guard let lock = try store.tryLock(resolution.key) else {
        holdBack(place)
        continue
      }
      nodes[place].lock = lock
      let known = try store.result(for: resolution.key)
      if let known, !nodes[place].isForced {
        try succeed(place, known, .hit, seconds: 0)
      } else if runner.options.isOffline, let url = nodes[place].stage.neededURL {
        try refuse(place, "\(url) would have to be downloaded; run without --offline")
      } else {
        nodes[place].first = known
        try start(place, resolution, in: room)
      }
    }
  }

  private func holdBack(_ place: Int) {
    heldBack.append(place)
    guard !nodes[place].hasBeenCalledWaiting else { return }
    nodes[place].hasBeenCalledWaiting = true
    emit(.waiting(stage: nodes[place].planned.name))
  }

  // MARK: Room

  /// Where a stage can go.
  private enum Room {
    case freeWorker
    /// Behind what that worker has in hand.
    case behind(WorkerLink)
  }

  /// Where the next stage can go now; nil when it has to wait.
  private func room(for place: Int) -> Room? {
    let settings = nodes[place].stage.settings
    let taken = busy.reduce(into: (slots: 0, memory: 0)) { sum, worker in
      guard let job = worker.jobs.first else { return }
      sum.slots += slots(of: job.stage)
      sum.memory += nodes[job.stage].stage.settings.memory ?? 0
    }
    let fitsMemory =
      busy.isEmpty || taken.memory + (settings.memory ?? 0) <= runner.options.memory
    if fitsMemory, busy.isEmpty || taken.slots + slots(of: place) <= runner.options.jobs {
      return .freeWorker
    }
    let depth = pace.depth(of: nodes[place].stage.template)
    guard depth > 1, settings.memory == nil, settings.timeout == nil, settings.threads == nil,
      queue.count >= busy.count
    else { return nil }
    let least = busy.min { $0.jobs.count < $1.jobs.count }
    return least.flatMap { $0.jobs.count < depth && $0.isAhead ? .behind($0) : nil }
  }

  /// How many of the jobs at a time a stage takes.
  private func slots(of place: Int) -> Int {
    min(nodes[place].stage.settings.threads ?? 1, runner.options.jobs)
  }

  private func threads(of place: Int) -> Int {
    if let threads = nodes[place].stage.settings.threads { return threads }
    let share = min(runner.options.jobs, busy.count + 1 + queue.count)
    return max(1, runner.options.threads / max(1, share))
  }

  private func start(_ place: Int, _ resolution: StageResolution, in room: Room) throws {
    let stage = nodes[place].stage
    jobs += 1
    let assignment = StageAssignment(
      number: jobs, kind: stage.kind.name, kindVersion: stage.kind.version,
      parameters: ParameterValue.map(stage.parameters.values).canonicalJSON, seed: stage.seed,
      inputs: resolution.assigned, key: resolution.key, threads: threads(of: place),
      checksNumerics: runner.options.checksNumerics)
    let worker: WorkerLink
    switch room {
    case .behind(let link) where try link.send(.run(assignment)): worker = link
    default:
      worker = try handOver(assignment)
      busy.append(worker)
    }
    worker.jobs.append(
      WorkerLink.Job(
        number: jobs, stage: place, timeout: stage.settings.timeout, memory: stage.settings.memory,
        worker: worker.number))
    nodes[place].phase = .running
    if worker.jobs.count == 1 { begin(worker) }
  }

  /// The worker turns to the first of its jobs.
  private func begin(_ worker: WorkerLink) {
    guard let job = worker.begin() else { return }
    let node = nodes[job.stage]
    emit(.stageStarted(stage: node.planned.name, reasons: node.reasons))
  }

  /// Gives the assignment to a free worker, or to a new one if the free ones have died.
  private func handOver(_ assignment: StageAssignment) throws -> WorkerLink {
    while let worker = idle.popLast() {
      if try worker.send(.run(assignment)) { return worker }
      _ = worker.end()
    }
    workersStarted += 1
    let worker = try spawner.start(
      number: workersStarted, logFile: recorder.workerLog(workersStarted))
    // A new worker that dies at once closes its answers; that is noticed where they are read.
    _ = try worker.send(.run(assignment))
    return worker
  }

  // MARK: Answers

  /// Takes what a worker has to say.
  func take(from worker: WorkerLink) throws {
    guard let answers = worker.receive() else { return try lose(worker) }
    for answer in answers {
      guard let job = worker.jobs.first else { continue }
      switch answer {
      case .progress(let number, let progress):
        guard number == job.number else { continue }
        emit(.progress(stage: nodes[job.stage].planned.name, progress))
      case .finished(let number, let outcome, let log):
        guard number == job.number else { continue }
        let log = release(worker, job, log)
        pace.note(nodes[job.stage].stage.template, seconds: outcome.cost.seconds)
        try finish(job, outcome, log: log)
      case .failed(let number, var failure, let printed):
        guard number == job.number else { continue }
        let log = release(worker, job, printed)
        if job.hasTimedOut {
          let reason = Self.timeout(job)
          failure = StageFailure(message: Self.withLog(reason, worker, from: printed.lowerBound))
        }
        try fail(job, failure, log: log)
      }
    }
  }

  private func release(_ worker: WorkerLink, _ job: WorkerLink.Job, _ log: Range<Int>) -> String? {
    worker.jobs.removeFirst()
    worker.logEnd = log.upperBound
    if worker.jobs.isEmpty {
      busy.removeAll { $0 === worker }
      idle.append(worker)
    } else {
      begin(worker)
    }
    return recorder.keepLog(of: nodes[job.stage].planned.name, from: worker, log)
  }

  /// A worker is gone, and with it the stage it worked on; what it had not begun goes to another.
  private func lose(_ worker: WorkerLink) throws {
    busy.removeAll { $0 === worker }
    worker.kill()
    let end = worker.end()
    guard let job = worker.jobs.first else { return }
    for waiting in worker.jobs.dropFirst() {
      if let stopReason {
        abandon([waiting.stage] + leave(waiting.stage), stopReason)
      } else {
        requeue(waiting.stage)
      }
    }
    worker.jobs = []
    let log = recorder.keepLog(
      of: nodes[job.stage].planned.name, from: worker,
      worker.logEnd..<max(worker.logEnd, worker.logSize))
    defer { unlink(worker.logFile) }
    let what =
      job.reason ?? (isCancelled ? "stopped when the run was interrupted" : end.ofWorker)
    let message = Self.withLog(what, worker, from: worker.logEnd)
    try fail(
      job, StageFailure(message: message, wasCancelled: isCancelled && job.reason == nil), log: log)
  }

  // MARK: Limits

  /// Stops stages that take longer, or more memory, than they may.
  func enforceLimits() throws {
    let now = ContinuousClock.now
    for worker in busy {
      guard let job = worker.jobs.first else { continue }
      if let deadline = job.deadline, now >= deadline {
        if !job.hasTimedOut {
          worker.jobs[0].hasTimedOut = true
          _ = try worker.send(.cancel(number: job.number))
        } else if now >= deadline + .seconds(1) {
          worker.jobs[0].reason = Self.timeout(job)
          worker.kill()
        }
      }
      if let limit = job.memory, let used = worker.residentBytes, used > limit {
        worker.jobs[0].reason =
          "it took \(Self.megabytes(used)) MB of memory, more than the \(Self.megabytes(limit)) MB it may; raise 'resources: {memory: …}'"
        worker.kill()
      }
    }
  }

  private static func timeout(_ job: WorkerLink.Job) -> String {
    "it took longer than the \(job.timeout ?? 0) s it may; raise 'timeout'"
  }

  /// Bytes in the unit in which limits are written.
  private static func megabytes(_ bytes: Int) -> String {
    let value = Double(bytes) / 1e6
    return value < 10 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
  }

  /// What went wrong, and the last lines that the worker printed since `start`.
  private static func withLog(_ what: String, _ worker: WorkerLink, from start: Int) -> String {
    let tail = worker.logTail(from: start).split(separator: "\n").suffix(20)
    return ([what] + tail.map { "  | \($0)" }).joined(separator: "\n")
  }

  // MARK: The end

  func endWorkers() {
    for worker in idle + busy { _ = worker.end() }
    removeWorkerLogs()
    idle = []
    busy = []
  }

  /// Ends workers although they may be at work: the run itself cannot go on.
  func abandonWorkers() {
    for worker in busy {
      for job in worker.jobs { _ = try? worker.send(.cancel(number: job.number)) }
      worker.kill()
    }
    endWorkers()
    for place in nodes.indices { nodes[place].lock?.release() }
  }

  private func removeWorkerLogs() {
    let folders = Set(
      (idle + busy).map { worker in
        unlink(worker.logFile)
        return (worker.logFile as NSString).deletingLastPathComponent
      })
    for folder in folders { rmdir(folder) }
  }
}
