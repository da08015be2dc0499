import Foundation
import Store

extension RunCoordinator {
  // MARK: Success

  /// A worker computed a stage: its result becomes durable, then known.
  func finish(_ job: WorkerLink.Job, _ outcome: StageOutcome, log: String?) throws {
    let place = job.stage
    let node = nodes[place]
    guard let resolution = node.resolution else { return }
    let result = record(of: node, resolution, outcome)
    var standing = result
    if let first = node.first {
      let isSame = compare(result, with: first, stage: node.planned.name)
      if node.isRechecked { rechecks.note(node.planned.name, isSame: isSame) }
      standing = first
    } else {
      try store.record(result)
    }
    try? store.files.dropCheckpoint(for: resolution.key)
    nodes[place].isForced = false
    nodes[place].first = nil
    try succeed(
      place, standing, .ran, seconds: Self.seconds(since: job.startedAt), log: log,
      started: job.started, peakBytes: outcome.cost.peakBytes, worker: job.worker)
  }

  private func record(
    of node: RunNode, _ resolution: StageResolution, _ outcome: StageOutcome
  ) -> StageResult {
    StageResult(
      key: resolution.key, kind: node.stage.kind.name, kindVersion: node.stage.kind.version,
      stage: node.planned.name,
      parameters: ParameterValue.map(node.stage.keyParameters).canonicalJSON,
      inputs: resolution.inputs,
      outputs: node.stage.outputs.compactMap { port in
        outcome.outputs[port.name].map { StageResult.Output(port: port.name, artifact: $0) }
      },
      seed: node.stage.seed, cost: outcome.cost, fingerprint: shared(outcome.fingerprint),
      created: StoreClock.now, run: recorder.record.id)
  }

  /// The fingerprint, once in memory however many results have it.
  private func shared(_ fingerprint: String) -> String {
    if fingerprint != lastFingerprint { lastFingerprint = fingerprint }
    return lastFingerprint
  }

  /// Reports what is different in a second computation; true when nothing is.
  private func compare(
    _ result: StageResult, with first: StageResult, stage: String
  ) -> Bool {
    var isSame = true
    for output in result.outputs {
      guard let former = first.outputs.first(where: { $0.port == output.port })?.artifact,
        former.digest != output.artifact.digest
      else { continue }
      isSame = false
      emit(
        .nondeterministic(
          stage: stage, port: output.port, first: former.digest, now: output.artifact.digest))
    }
    return isSame
  }

  /// A node has its result: copies are saved, followers end with it, dependents may go on.
  func succeed(
    _ place: Int, _ result: StageResult, _ status: StageReport.Status, seconds: Double,
    log: String? = nil, started: Int64? = nil, peakBytes: Int = 0, worker: Int? = nil
  ) throws {
    let node = nodes[place]
    var error: String?
    do {
      for save in try saver.save(node.stage, result) {
        emit(.saved(stage: node.planned.name, port: save.port, path: save.written))
      }
    } catch let damage as StoreError where damage.digest != nil {
      results[node.planned.position] = result
      nodes[place].phase = .over
      if try heal(place, damage.digest) { return }
      error = "\(damage)"
    } catch let failure {
      error = "\(failure)"
    }
    results[node.planned.position] = result
    let followers = leave(place)
    report(
      place, error == nil ? status : .failed, seconds: seconds, result: result, error: error,
      log: log, started: started, peakBytes: peakBytes, worker: worker)
    for follower in followers { try succeed(follower, result, .hit, seconds: 0) }
    if error != nil { stopAfterFailure(of: place) }
    for dependent in node.dependents { try makeReady(dependent) }
  }

  /// Takes a node out of flight and returns those that waited for its key.
  func leave(_ place: Int) -> [Int] {
    if let key = nodes[place].resolution?.key, inFlight[key] == place { inFlight[key] = nil }
    nodes[place].lock?.release()
    nodes[place].lock = nil
    defer { nodes[place].followers = [] }
    return nodes[place].followers
  }

  // MARK: Failure

  /// A stage failed, was cancelled, or found an input damaged.
  func fail(_ job: WorkerLink.Job, _ failure: StageFailure, log: String?) throws {
    let place = job.stage
    if let damaged = failure.damaged, try heal(place, damaged) { return }
    if try retry(place, after: failure) { return }
    let setback = Setback(
      error: failure.message, seconds: Self.seconds(since: job.startedAt), log: log,
      started: job.started, worker: job.worker)
    guard failure.wasCancelled else { return try settle(place, setback) }
    nodes[place].setback = nil
    for other in [place] + leave(place) {
      let isOwn = other == place
      end(
        other, .cancelled,
        nodes[other].setback
          ?? Setback(
            error: setback.error, seconds: isOwn ? setback.seconds : 0, log: log,
            started: job.started, worker: isOwn ? job.worker : nil))
      try skipDependents(of: other)
    }
  }

  /// A stage failed for good.
  ///
  /// One that has the same key, but gets at the result in another way, is tried in its place. When none is left, all
  /// that have the key fail, each for its own reason.
  private func settle(_ place: Int, _ setback: Setback) throws {
    nodes[place].setback = setback
    for follower in nodes[place].followers
    where nodes[follower].setback == nil && nodes[follower].isTriedLike(nodes[place]) {
      nodes[follower].setback = Setback(
        error: setback.error, log: setback.log, started: setback.started)
    }
    if passOn(from: place, after: setback) { return }
    let failed = [place] + leave(place)
    for other in failed {
      end(other, .failed, nodes[other].setback ?? setback)
      try skipDependents(of: other)
    }
    for other in failed { stopAfterFailure(of: other) }
  }

  /// Queues the next stage with the same key that was not tried; false when there is none.
  private func passOn(from place: Int, after setback: Setback) -> Bool {
    guard stopReason == nil, let key = nodes[place].resolution?.key,
      let next = nodes[place].followers.first(where: { nodes[$0].setback == nil })
    else { return false }
    let others = leave(place).filter { $0 != next }
    nodes[place].phase = .following
    nodes[next].followers = others + [place]
    inFlight[key] = next
    requeue(next)
    emit(
      .passedOn(
        stage: nodes[place].planned.name, to: nodes[next].planned.name, error: setback.error))
    return true
  }

  /// Reports how a stage ended without a result.
  private func end(_ place: Int, _ status: StageReport.Status, _ setback: Setback) {
    report(
      place, nodes[place].setback == nil ? status : .failed, seconds: setback.seconds, result: nil,
      error: setback.error, log: setback.log, started: setback.started, worker: setback.worker)
  }

  /// Ends stages that are not tried any more: those that failed before have failed, the others are skipped.
  func abandon(_ places: [Int], _ reason: String) {
    for place in places {
      end(place, .skipped, nodes[place].setback ?? Setback(error: reason))
    }
  }

  /// Queues a failed stage once more if it may be tried again.
  private func retry(_ place: Int, after failure: StageFailure) throws -> Bool {
    let limit = nodes[place].stage.settings.retries
    guard !failure.wasCancelled, stopReason == nil, nodes[place].retries < limit else {
      return false
    }
    nodes[place].retries += 1
    emit(
      .retrying(
        stage: nodes[place].planned.name, attempt: nodes[place].retries, of: limit,
        error: failure.message))
    requeue(place)
    return true
  }

  /// One of many harms only what needs it; any other stage ends the run, unless the user wants to go on.
  private func stopAfterFailure(of place: Int) {
    guard !runner.options.keepGoing, !nodes[place].isMember, !servesMembersAlone(place) else {
      return
    }
    stop("stage '\(nodes[place].planned.name)' failed")
  }

  /// A stage cannot even be started.
  func refuse(_ place: Int, _ reason: String) throws {
    try settle(place, Setback(error: reason))
  }

  /// Whether it fetches what only items and variants need.
  private func servesMembersAlone(_ place: Int) -> Bool {
    let node = nodes[place]
    return node.stage.remote != nil && !node.dependents.isEmpty
      && node.dependents.allSatisfy { nodes[$0].isMember }
  }

  private func skipDependents(of place: Int) throws {
    let name = nodes[place].planned.name
    var gathering: Set<Int> = []
    var reached = nodes[place].dependents
    while let next = reached.popLast() {
      guard case .waiting = nodes[next].phase else { continue }
      if nodes[next].stage.settings.dropsMissing {
        gathering.insert(next)
        continue
      }
      skip(next, "needs '\(name)', which did not succeed")
      reached += nodes[next].dependents
    }
    for next in gathering.sorted() { try makeReady(next) }
  }

  func skip(_ place: Int, _ reason: String) {
    report(place, .skipped, seconds: 0, result: nil, error: reason)
  }

  // MARK: Healing

  /// Forgets the results that hold a missing or damaged artifact and has them computed again, and
  /// this node after them; false when no stage of this run makes the artifact.
  func heal(_ place: Int, _ damaged: Digest?) throws -> Bool {
    guard let damaged, stopReason == nil, nodes[place].healings[damaged, default: 0] < 3 else {
      return false
    }
    try store.forgetResults(naming: damaged)
    let makers = nodes.indices.filter { other in
      results[nodes[other].planned.position]?.outputs.contains {
        $0.artifact.digest == damaged
      } ?? false
    }
    let sourcesAreBack = nodes[place].sources.allSatisfy {
      results[nodes[$0].planned.position] != nil
    }
    guard !makers.isEmpty || !sourcesAreBack else { return false }
    nodes[place].healings[damaged, default: 0] += 1
    let returned = leave(place)
    for other in Set(makers + [place] + returned) {
      results[nodes[other].planned.position] = nil
      if let old = reportPlaces[other], reports[old].stage == nodes[other].planned.name {
        open += 1
        reportPlaces[other] = nil
        reports.remove(at: old)
        for (key, value) in reportPlaces where value > old { reportPlaces[key] = value - 1 }
      }
      nodes[other].phase = .waiting
      nodes[other].isForced = false
      nodes[other].setback = nil
    }
    emit(.healed(artifact: damaged, stages: makers.map { nodes[$0].planned.name }))
    for other in makers + [place] + returned { try makeReady(other) }
    return true
  }

  // MARK: Reports

  private func report(
    _ place: Int, _ status: StageReport.Status, seconds: Double, result: StageResult?,
    error: String?, log: String? = nil, started: Int64? = nil, peakBytes: Int = 0,
    worker: Int? = nil
  ) {
    let node = nodes[place]
    nodes[place].phase = .over
    let report = StageReport(
      node, status: status, seconds: seconds, result: result, error: error, log: log,
      peakBytes: peakBytes, started: started, worker: worker)
    // Ten thousand items keep only what is told of them.
    nodes[place].resolution = nil
    reportPlaces[place] = reports.count
    reports.append(report)
    open -= 1
    recorder.note(report)
    emit(.stageFinished(report))
  }
}
