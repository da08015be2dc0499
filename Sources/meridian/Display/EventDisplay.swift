internal import Artifacts
internal import Pipeline
internal import Synchronization

/// A run as one JSON object a line, for programs.
final class EventDisplay: RunDisplay {
  private let file: String
  private let turn = Mutex(())

  /// Events of a run of the pipeline in `file`, called as the user named it.
  init(file: String) { self.file = file }

  func show(_ event: RunEvent) {
    guard let value = RunEventJSON.value(of: event) else { return }
    write(value)
    if case .stageFinished(let report) = event, report.status == .failed {
      try? StandardStream.error.write(lines: RunNarration.failure(of: report, file: file))
    }
  }

  func interrupted(count: Int) {
    write(.members(["event": .string("interrupted"), "count": JSON.integer(count)]))
  }

  func close(_ outcome: RunOutcome, metrics: [String]) {
    write(RunEventJSON.value(of: outcome))
  }

  /// Says that a pipeline file was not run because of the mistakes in it.
  static func refuse(_ mistakes: [Diagnostic]) {
    for event in RunEventJSON.refusal(mistakes) {
      try? StandardStream.output.write(event.text() + "\n")
    }
  }

  private func write(_ value: JSON) {
    turn.withLock { _ in
      // A run goes on when its reader has left.
      try? StandardStream.output.write(value.text() + "\n")
    }
  }
}
