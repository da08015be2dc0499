internal import Dispatch
internal import Pipeline
internal import Synchronization

/// A run on a terminal: what is finished scrolls up, what runs is drawn over and over below it.
final class LiveDisplay: RunDisplay {
  /// Drawn at most so often.
  private static let framesPerSecond = 15

  private struct State {
    var narration: RunNarration
    var board: RunBoard
    var frame = LiveFrame()
    var above: [String] = []
    var errors: [String] = []
    var isOpen = true
  }

  private let pipeline: String
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "meridian.display")

  init(
    narration: RunNarration, line: StageLine, pipeline: String, total: Int,
    remaining: RemainingTime?
  ) {
    self.pipeline = pipeline
    state = Mutex(
      State(
        narration: narration, board: RunBoard(total: total, line: line, remaining: remaining)))
    Self.put(LiveFrame.hideCursor)
    scheduleFrame()
  }

  func show(_ event: RunEvent) {
    state.withLock { state in
      let lines = state.narration.lines(for: event)
      state.board.apply(event, at: Clock.now)
      state.above += lines.output
      state.errors += lines.errors
    }
  }

  func interrupted(count: Int) {
    state.withLock { $0.errors.append(RunNarration.interruption(count: count)) }
    if count > 1 { end([]) }
  }

  func close(_ outcome: RunOutcome, metrics: [String]) {
    end([state.withLock { $0.narration.outcome(outcome, pipeline: pipeline) }] + metrics)
  }

  func abandon() { end([]) }

  /// Writes what is left to say and gives the terminal back.
  private func end(_ last: [String]) {
    state.withLock { state in
      guard state.isOpen else { return }
      state.isOpen = false
      Self.put(&state, lines: [])
      Self.put(last.map { $0 + "\n" }.joined() + LiveFrame.showCursor)
    }
  }

  private func scheduleFrame() {
    queue.asyncAfter(deadline: .now() + .milliseconds(1000 / Self.framesPerSecond)) { [weak self] in
      guard let self, self.draw() else { return }
      self.scheduleFrame()
    }
  }

  /// Draws a frame, unless the display is closed.
  private func draw() -> Bool {
    state.withLock { state in
      guard state.isOpen else { return false }
      let size = StandardStream.output.size
      Self.put(
        &state, lines: state.board.lines(at: Clock.now, width: size.width, height: size.height))
      return true
    }
  }

  /// Puts what is new above the frame, errors on their own stream, and draws the frame.
  private static func put(_ state: inout State, lines: [String]) {
    if !state.errors.isEmpty {
      put(state.frame.redraw(above: state.above, lines: []))
      state.above = []
      try? StandardStream.error.write(lines: state.errors)
      state.errors = []
    }
    put(state.frame.redraw(above: state.above, lines: lines))
    state.above = []
  }

  private static func put(_ text: String) {
    // A run goes on when its terminal has left.
    try? StandardStream.output.write(text)
  }
}
