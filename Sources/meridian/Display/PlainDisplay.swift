internal import Pipeline
internal import Synchronization

/// A run as plain lines, for files and pipes.
final class PlainDisplay: RunDisplay {
  private let narration: RunNarration
  private let pipeline: String
  private let turn = Mutex(())

  init(narration: RunNarration, pipeline: String) {
    self.narration = narration
    self.pipeline = pipeline
  }

  func show(_ event: RunEvent) {
    write(narration.lines(for: event))
  }

  func interrupted(count: Int) {
    write(RunNarration.Lines(errors: [RunNarration.interruption(count: count)]))
  }

  func close(_ outcome: RunOutcome, metrics: [String]) {
    write(RunNarration.Lines(output: [narration.outcome(outcome, pipeline: pipeline)] + metrics))
  }

  /// A run goes on when its reader has left.
  private func write(_ lines: RunNarration.Lines) {
    turn.withLock { _ in
      if !lines.output.isEmpty { try? StandardStream.output.write(lines: lines.output) }
      if !lines.errors.isEmpty { try? StandardStream.error.write(lines: lines.errors) }
    }
  }
}
