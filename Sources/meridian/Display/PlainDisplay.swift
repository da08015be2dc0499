internal import Pipeline
internal import Synchronization

/// A run as plain lines, for files and pipes.
final class PlainDisplay: RunDisplay {
  private let narration: Mutex<RunNarration>
  private let pipeline: String

  init(narration: RunNarration, pipeline: String) {
    self.narration = Mutex(narration)
    self.pipeline = pipeline
  }

  func show(_ event: RunEvent) {
    narration.withLock { Self.write($0.lines(for: event)) }
  }

  func interrupted(count: Int) {
    narration.withLock { _ in
      Self.write(RunNarration.Lines(errors: [RunNarration.interruption(count: count)]))
    }
  }

  func close(_ outcome: RunOutcome, metrics: [String]) {
    narration.withLock {
      Self.write(
        RunNarration.Lines(output: [$0.outcome(outcome, pipeline: pipeline)] + metrics))
    }
  }

  /// A run goes on when its reader has left.
  private static func write(_ lines: RunNarration.Lines) {
    if !lines.output.isEmpty { try? StandardStream.output.write(lines: lines.output) }
    if !lines.errors.isEmpty { try? StandardStream.error.write(lines: lines.errors) }
  }
}
