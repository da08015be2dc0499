internal import Artifacts
internal import Foundation
package import Pipeline
internal import Store
internal import Synchronization

/// The schedule of a run as a Chrome trace (`chrome://tracing`, Perfetto): a lane a worker, an event a stage.
///
/// Written once, at the end, or when the run is cut short; what runs then is drawn up to that moment.
package final class RunTrace: Sendable {
  private struct State {
    var run: String?
    var start: Int64 = StoreClock.now
    var reports: [StageReport] = []
    var running: [String: Int64] = [:]
    var isWritten = false
  }

  /// The lane of stages that no worker had.
  private static let storeLane = 0
  /// The lane of stages whose end was not seen.
  private static let stoppedLane = 1_000_000

  private let path: String
  private let pipeline: String
  private let state = Mutex(State())

  /// A trace that will be written to `path`.
  ///
  /// - Throws: `CommandError` where nothing can be written there, before anything has run.
  package init(path: String, pipeline: String) throws {
    self.path = path
    self.pipeline = pipeline
    let folder = Paths.parent(Paths.absolute(path))
    var isFolder: ObjCBool = false
    let files = FileManager.default
    if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw CommandError(.usage, "--trace \(path): is a folder; name a file in it")
    }
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw CommandError(.usage, "--trace \(path): there is no folder \(folder); make it first")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw CommandError(
        .usage, "--trace \(path): the folder \(folder) cannot be written; name another")
    }
  }

  /// Takes down what happens; from any thread.
  package func note(_ event: RunEvent) {
    state.withLock { state in
      switch event {
      case .started(let run, _):
        state.run = run
        state.start = StoreClock.now
      case .stageStarted(let stage, _): state.running[stage] = StoreClock.now
      case .stageFinished(let report):
        state.running[report.stage] = nil
        state.reports.append(report)
      default: break
      }
    }
  }

  /// Writes the file, whole or not at all; once.
  ///
  /// - Throws: `CommandError` where it cannot be written.
  package func write() throws {
    let json: JSON? = state.withLock { state in
      guard !state.isWritten else { return nil }
      state.isWritten = true
      return Self.json(state, pipeline: pipeline, now: StoreClock.now)
    }
    guard let json else { return }
    do {
      try Data((json.text() + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError(
        .failed,
        "--trace \(path): cannot be written (\(error.localizedDescription)); the run itself is recorded"
      )
    }
  }

  private static func json(_ state: State, pipeline: String, now: Int64) -> JSON {
    func microseconds(_ time: Int64) -> JSON {
      .number(max(0, Double(time - state.start) / 1000))
    }
    var events = state.reports.map { report in
      JSON.members([
        "name": .string(report.stage), "cat": .string(report.kind),
        // A moment where no worker had it, a stretch where one did.
        "ph": .string(report.worker == nil ? "i" : "X"),
        "ts": microseconds(report.worker == nil ? report.ended : report.started ?? report.ended),
        "dur": report.worker == nil
          ? nil : .number(Double(report.ended - (report.started ?? report.ended)) / 1000),
        "s": report.worker == nil ? .string("t") : nil, "pid": .integer(1),
        "tid": .integer(report.worker ?? storeLane), "args": arguments(of: report),
      ])
    }
    for (stage, since) in state.running.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      events.append(
        .members([
          "name": .string(stage), "ph": .string("X"), "ts": microseconds(since),
          "dur": .number(Double(now - since) / 1000), "pid": .integer(1),
          "tid": .integer(stoppedLane), "args": .members(["status": .string("stopped")]),
        ]))
    }
    return .members([
      "displayTimeUnit": .string("ms"),
      "otherData": .members([
        "run": state.run.map(JSON.string), "pipeline": .string(pipeline),
        "started": .string(Figures.universalTime(Double(state.start) / 1e9)),
        "meridian": .string(Version.text),
      ]),
      "traceEvents": .array(names(state, pipeline) + events),
    ])
  }

  /// The events that name the process and its lanes.
  private static func names(_ state: State, _ pipeline: String) -> [JSON] {
    func name(_ what: String, _ lane: Int, _ text: String) -> JSON {
      .members([
        "name": .string(what), "ph": .string("M"), "pid": .integer(1), "tid": .integer(lane),
        "args": .members(["name": .string(text)]),
      ])
    }
    var names = [name("process_name", storeLane, pipeline)]
    if state.reports.contains(where: { $0.worker == nil }) {
      names.append(name("thread_name", storeLane, "not run"))
    }
    for worker in Set(state.reports.compactMap(\.worker)).sorted() {
      names.append(name("thread_name", worker, "worker \(worker)"))
    }
    if !state.running.isEmpty { names.append(name("thread_name", stoppedLane, "stopped")) }
    return names
  }

  private static func arguments(of report: StageReport) -> JSON {
    .members([
      "status": .string(report.status.rawValue), "kind": .string(report.kind),
      "key": report.key.map { .string($0.hex) }, "seconds": .number(report.seconds),
      "peak_bytes": report.peakBytes > 0 ? .integer(report.peakBytes) : nil,
      "output_bytes": report.outputs.isEmpty ? nil : .integer(report.rawBytes),
      "stored_bytes": report.outputs.isEmpty ? nil : .integer(report.storedBytes),
      "reasons": report.reasons.isEmpty
        ? nil : .string(report.reasons.map(\.description).joined(separator: "; ")),
      "error": report.error.map(JSON.string),
    ])
  }
}
