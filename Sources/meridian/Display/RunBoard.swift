package import Pipeline

/// What a run is at: the stages that run now, since when, and how far they are.
package struct RunBoard: Sendable {
  private struct Running: Sendable {
    let name: String
    let since: Double
    var progress = StageProgress()
  }

  private let line: StageLine
  private let total: Int
  private var finished = 0
  private var running: [Running] = []
  private var remaining: RemainingTime?

  /// A board for a run of `total` stages, shown with `line`, and with the time left where that is known.
  package init(total: Int, line: StageLine, remaining: RemainingTime? = nil) {
    self.total = total
    self.line = line
    self.remaining = remaining
  }

  /// A stage starts at a moment, in seconds of any clock that only goes forward.
  package mutating func start(_ name: String, at now: Double) {
    running.append(Running(name: name, since: now))
    remaining?.start(name, at: now)
  }

  /// A running stage says how far it is.
  package mutating func progress(_ name: String, _ progress: StageProgress) {
    guard let index = running.firstIndex(where: { $0.name == name }) else { return }
    running[index].progress = progress
  }

  /// A stage is done, one way or another.
  package mutating func finish(_ name: String) {
    running.removeAll { $0.name == name }
    finished += 1
    remaining?.finish(name)
  }

  /// Takes from an event what it says about stages that run.
  package mutating func apply(_ event: RunEvent, at now: Double) {
    switch event {
    case .stageStarted(let name, _): start(name, at: now)
    case .progress(let name, let progress): self.progress(name, progress)
    case .stageFinished(let report): finish(report.stage)
    case .passedOn(let name, _, _): running.removeAll { $0.name == name }
    case .waiting(let name):
      progress(name, StageProgress(message: "waiting for another process that computes it"))
    default: break
    }
  }

  /// One line a running stage and one for the whole, within a terminal's size.
  package func lines(at now: Double, width: Int, height: Int) -> [String] {
    let limit = max(1, height - 3)
    let shown = running.prefix(running.count > limit ? limit - 1 : limit)
    var lines = shown.map { stage in
      line.running(
        stage.name, progress: stage.progress, elapsed: now - stage.since, width: width - 1)
    }
    if running.count > shown.count {
      lines.append("and \(running.count - shown.count) more running")
    }
    let left = remaining.map { ", about \(Figures.roughDuration($0.seconds(at: now))) left" } ?? ""
    lines.append(
      TextWidth.fitted("\(finished) of \(total) stages done\(left)", to: width - 1))
    return lines
  }
}
