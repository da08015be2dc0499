import Foundation
import Store

extension RunCoordinator {
  /// Queues a node whose sources all have results, unless its own result turns out to be there.
  func makeReady(_ place: Int) throws {
    let node = nodes[place]
    guard case .waiting = node.phase, stopReason == nil,
      node.sources.allSatisfy({ results[nodes[$0].planned.position] != nil }),
      let resolution = StageResolution(node.stage, results: results, files: plan.files)
    else { return }
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

  /// Hands queued nodes to workers as long as there are any free.
  func dispatch() throws {
    while busy.count < runner.options.jobs, stopReason == nil, let place = queue.pop() {
      guard case .queued = nodes[place].phase, let resolution = nodes[place].resolution else {
        continue
      }
      guard let lock = try store.tryLock(resolution.key) else {
        holdBack(place)
        continue
      }
      nodes[place].lock = lock
      let known = try store.result(for: resolution.key)
      if let known, !nodes[place].isForced {
        try succeed(place, known, .hit, seconds: 0)
      } else {
        nodes[place].first = known
        try start(place, resolution)
      }
    }
  }

  private func holdBack(_ place: Int) {
    heldBack.append(place)
    guard !nodes[place].hasBeenCalledWaiting else { return }
    nodes[place].hasBeenCalledWaiting = true
    emit(.waiting(stage: nodes[place].planned.name))
  }

  private func start(_ place: Int, _ resolution: StageResolution) throws {
    let stage = nodes[place].stage
    jobs += 1
    let share = min(runner.options.jobs, busy.count + 1 + queue.count)
    let assignment = StageAssignment(
      number: jobs, kind: stage.kind.name, kindVersion: stage.kind.version,
      parameters: ParameterValue.map(stage.parameters.values).canonicalJSON, seed: stage.seed,
      inputs: resolution.assigned, key: resolution.key,
      threads: max(1, runner.options.threads / max(1, share)))
    let (worker, logStart) = try handOver(assignment)
    worker.job = WorkerLink.Job(
      number: jobs, stage: place, logStart: logStart, startedAt: ContinuousClock.now,
      started: StoreClock.now, worker: worker.number)
    busy.append(worker)
    nodes[place].phase = .running
    emit(
      .stageStarted(stage: nodes[place].planned.name, reasons: nodes[place].planned.reasons))
  }

  /// Gives the assignment to a free worker, or to a new one if the free ones have died.
  private func handOver(
    _ assignment: StageAssignment
  ) throws -> (worker: WorkerLink, logStart: Int) {
    while let worker = idle.popLast() {
      let logStart = worker.logSize
      if try worker.send(.run(assignment)) { return (worker, logStart) }
      _ = worker.end()
    }
    workersStarted += 1
    let worker = try spawner.start(logFile: recorder.workerLog(workersStarted))
    worker.number = workersStarted
    // A new worker that dies at once closes its answers; that is noticed where they are read.
    _ = try worker.send(.run(assignment))
    return (worker, 0)
  }

  // MARK: Answers

  /// Takes what a worker has to say.
  func take(from worker: WorkerLink) throws {
    guard let answers = worker.receive() else { return try lose(worker) }
    for answer in answers {
      guard let job = worker.job else { continue }
      switch answer {
      case .progress(let number, let progress):
        guard number == job.number else { continue }
        emit(.progress(stage: nodes[job.stage].planned.name, progress))
      case .finished(let number, let outcome):
        guard number == job.number else { continue }
        let log = release(worker, job)
        try finish(job, outcome, log: log)
      case .failed(let number, let failure):
        guard number == job.number else { continue }
        let log = release(worker, job)
        try fail(job, failure, log: log)
      }
    }
  }

  private func release(_ worker: WorkerLink, _ job: WorkerLink.Job) -> String? {
    busy.removeAll { $0 === worker }
    worker.job = nil
    idle.append(worker)
    return recorder.keepLog(
      of: nodes[job.stage].planned.name, from: worker, start: job.logStart)
  }

  /// A worker is gone, and with it the stage it worked on.
  private func lose(_ worker: WorkerLink) throws {
    busy.removeAll { $0 === worker }
    let job = worker.job
    worker.kill()
    let end = worker.end()
    guard let job else { return }
    let log = recorder.keepLog(
      of: nodes[job.stage].planned.name, from: worker, start: job.logStart)
    defer { unlink(worker.logFile) }
    let tail = worker.logTail(from: job.logStart).split(separator: "\n").suffix(20)
    let what = isCancelled ? "stopped when the run was interrupted" : end.description
    let message = ([what] + tail.map { "  | \($0)" }).joined(separator: "\n")
    try fail(
      job, StageFailure(message: message, wasCancelled: isCancelled), log: log)
  }

  func endWorkers() {
    for worker in idle + busy { _ = worker.end() }
    removeWorkerLogs()
    idle = []
    busy = []
  }

  /// Ends workers although they may be at work: the run itself cannot go on.
  func abandonWorkers() {
    for worker in busy {
      if let job = worker.job { _ = try? worker.send(.cancel(number: job.number)) }
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
