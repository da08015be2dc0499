import Foundation
import Store

/// Writes the record of a run and the logs of its stages.
struct RunRecorder {
  let store: Store
  private(set) var record: RunRecord
  private var places: [String: Int] = [:]
  private var hold: KeyLock?

  init(store: Store, plan: Plan, arguments: [String]) {
    self.store = store
    var environment = Machine.description
    environment["parameters"] = ParameterValue.map(plan.pipeline.parameters).canonicalJSON
    record = RunRecord(
      id: RunRecord.newIdentifier(), pipeline: plan.pipeline.name,
      file: plan.pipeline.absolutePath, arguments: arguments, started: StoreClock.now,
      finished: nil, status: .running, environment: environment,
      stages: plan.stages.map { stage in
        let checked = plan.pipeline.stages[stage.position]
        return RunStage(
          stage: stage.name, item: checked.item, variant: Self.texts(checked.variant),
          kind: stage.kind, key: stage.key, status: .pending, reason: Self.text(stage.reasons))
      })
    for (place, stage) in record.stages.enumerated() { places[stage.stage] = place }
  }

  /// Writes the record as it is: the run has begun.
  mutating func begin() throws {
    hold = try store.holdRun(record.id)
    try store.recordRun(record)
  }

  /// Takes down how a stage ended.
  mutating func note(_ report: StageReport) {
    guard let place = places[report.stage] else { return }
    let statuses: [StageReport.Status: RunStageStatus] = [
      .hit: .hit, .ran: .ran, .failed: .failed, .skipped: .skipped, .cancelled: .skipped,
    ]
    let planned = record.stages[place]
    record.stages[place] = RunStage(
      stage: report.stage, item: report.item, variant: planned.variant, kind: report.kind,
      key: report.key,
      status: statuses[report.status] ?? .skipped, reason: Self.text(report.reasons),
      error: report.error, started: report.started, seconds: report.seconds,
      peakBytes: report.peakBytes, outputs: report.outputs.mapValues(\.digest),
      outputBytes: report.rawBytes)
  }

  /// Writes the record of the run that is over.
  mutating func finish(_ outcome: RunOutcome, computedNothing: Bool) throws {
    record.finished = StoreClock.now
    record.status =
      outcome.wasCancelled ? .interrupted : outcome.failed > 0 ? .failed : .finished
    try store.recordRun(record, computedNothing: computedNothing)
    hold?.release()
  }

  /// The file that collects what one worker prints.
  func workerLog(_ number: Int) throws -> String {
    try store.files.logPath(run: record.id, stage: ".worker-\(number)")
  }

  /// Moves what a stage printed from the worker's log into a file of the stage's own; nil when it
  /// printed nothing.
  func keepLog(of stage: String, from worker: WorkerLink, _ range: Range<Int>) -> String? {
    guard !range.isEmpty,
      let path = try? store.files.logPath(run: record.id, stage: stage),
      let handle = FileHandle(forReadingAtPath: worker.logFile)
    else { return nil }
    defer { try? handle.close() }
    guard (try? handle.seek(toOffset: UInt64(range.lowerBound))) != nil,
      FileManager.default.createFile(atPath: path, contents: nil),
      let copy = FileHandle(forWritingAtPath: path)
    else { return nil }
    defer { try? copy.close() }
    var left = range.count
    while left > 0, let part = try? handle.read(upToCount: min(left, 1 << 20)), !part.isEmpty {
      try? copy.write(contentsOf: part)
      left -= part.count
    }
    return path
  }

  private static func texts(_ variant: [(name: String, value: ParameterValue)]) -> [String: String]
  {
    Dictionary(variant.map { ($0.name, SourceNode.text(of: $0.value)) }) { first, _ in first }
  }

  private static func text(_ reasons: [PlanReason]) -> String? {
    reasons.isEmpty ? nil : reasons.map(\.description).joined(separator: "; ")
  }
}
