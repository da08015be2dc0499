internal import Pipeline
internal import Synchronization

/// A run as plain lines, for files and pipes.
final class PlainDisplay: RunDisplay {
  private let state: Mutex<State>
  private let pipeline: String

  private struct State {
    var narration: RunNarration
    /// Lines about hits: a thousand of them come at once, and are written at once.
    var hits: [String] = []
  }

  init(narration: RunNarration, pipeline: String) {
    state = Mutex(State(narration: narration))
    self.pipeline = pipeline
  }

  func show(_ event: RunEvent) {
    state.withLock { state in
      let lines = state.narration.lines(for: event)
      if case .stageFinished(let report) = event, report.status == .hit, lines.errors.isEmpty {
        state.hits += lines.output
      } else {
        Self.write(&state, lines)
      }
    }
  }

  func interrupted(count: Int) {
    state.withLock {
      Self.write(&$0, RunNarration.Lines(errors: [RunNarration.interruption(count: count)]))
    }
  }

  func abandon() {
    state.withLock { Self.write(&$0, RunNarration.Lines()) }
  }

  func close(_ outcome: RunOutcome, metrics: [String]) {
    state.withLock {
      let last = $0.narration.outcome(outcome, pipeline: pipeline)
      Self.write(&$0, RunNarration.Lines(output: [last] + metrics))
    }
  }

  /// A run goes on when its reader has left.
  private static func write(_ state: inout State, _ lines: RunNarration.Lines) {
    let output = state.hits + lines.output
    state.hits = []
    if !output.isEmpty { try? StandardStream.output.write(lines: output) }
    if !lines.errors.isEmpty { try? StandardStream.error.write(lines: lines.errors) }
  }
}
