package import Pipeline
internal import Store

/// What is said for good about a run: a line a finished stage, errors, and the outcome.
package struct RunNarration: Sendable {
  /// Lines for standard output and lines for standard error.
  package struct Lines: Hashable, Sendable {
    package var output: [String] = []
    package var errors: [String] = []
  }

  private let file: String
  private let line: StageLine
  private let style: Style
  private var tallies: [String: BatchTally]

  /// The narration of a run of the pipeline in `file`, called as the user named it.
  ///
  /// - Parameter totals: the stages whose items and variants share a line, with how many they are.
  package init(file: String, line: StageLine, style: Style, totals: [String: Int] = [:]) {
    self.file = file
    self.line = line
    self.style = style
    tallies = totals.mapValues { BatchTally(total: $0) }
  }

  /// What is to be said about an event; for most of them nothing.
  package mutating func lines(for event: RunEvent) -> Lines {
    switch event {
    case .stageFinished(let report): lines(for: report)
    case .saved(let stage, _, let path):
      tallies[Self.template(of: stage)] == nil
        ? Lines(output: [line.note("saved", stage, path)]) : Lines()
    case .nondeterministic(let stage, let port, let first, let now):
      Lines(errors: [
        "\(file): stage '\(stage)' gave another '\(port)' than before (\(first.short), now \(now.short)); "
          + "the first stays recorded"
      ])
    case .retrying(let stage, let attempt, let limit, let error):
      Lines(errors: [
        "\(file): stage '\(stage)' failed and is tried again (\(attempt) of \(limit)): "
          + (error.split(separator: "\n").first.map(String.init) ?? "")
      ])
    case .passedOn(let stage, let next, let error):
      Lines(errors: [
        "\(file): stage '\(stage)' failed, and '\(next)', which promises the same, is tried: "
          + (error.split(separator: "\n").first.map(String.init) ?? "")
      ])
    case .healed(let artifact, let stages):
      Lines(errors: [
        "\(file): artifact \(artifact.short) was missing or damaged; "
          + "\(stages.joined(separator: ", ")) made again"
      ])
    default: Lines()
    }
  }

  /// The outcome: `quickstart: 14 stages, 3 hits, 11 ran in 24.3 s`.
  package func outcome(_ outcome: RunOutcome, pipeline: String) -> String {
    var parts = [
      Figures.counted(outcome.hits, "hit"), "\(Figures.count(outcome.ran)) ran",
    ]
    if outcome.failed > 0 { parts.append(style.red("\(Figures.count(outcome.failed)) failed")) }
    if outcome.skipped > 0 {
      parts.append(style.yellow("\(Figures.count(outcome.skipped)) skipped"))
    }
    if let rechecked = outcome.rechecked { parts.append(recheck(rechecked, outcome.differing)) }
    let total = outcome.hits + outcome.ran + outcome.failed + outcome.skipped
    let head = style.bold("\(pipeline): \(Figures.counted(total, "stage"))")
    let tail = outcome.wasCancelled ? "; interrupted, what has finished is kept" : ""
    return
      "\(head): \(parts.joined(separator: ", ")) in \(Figures.duration(outcome.seconds))\(tail)"
  }

  /// How many results were computed again, and whether the same came out: the `ran` of the outcome has them, too.
  private func recheck(_ count: Int, _ differing: [String]) -> String {
    let head = "\(Figures.count(count)) rechecked"
    if differing.isEmpty { return count == 0 ? head : "\(head) and the same" }
    return style.red("\(head), of which different: \(differing.joined(separator: ", "))")
  }

  /// What is said when the user asks to stop.
  package static func interruption(count: Int) -> String {
    count > 1
      ? "stopped at once"
      : "stopping; what has finished is kept (Ctrl-C again stops at once)"
  }

  /// A stage's name without its item and variant.
  private static func template(of stage: String) -> String {
    stage.firstIndex(of: "[").map { String(stage[..<$0]) } ?? stage
  }

  private mutating func lines(for report: StageReport) -> Lines {
    guard var tally = tallies[report.template] else { return own(report) }
    tally.add(report)
    tallies[report.template] = tally
    var lines = Lines()
    if tally.isOver { lines.output = [tally.line(report.template, line)] }
    if report.status == .failed {
      lines.errors =
        tally.tellsFailure
        ? Self.failure(of: report, file: file)
        : tally.silence.map { ["\(file): stage '\(report.template)': \($0)"] } ?? []
    }
    return lines
  }

  private func own(_ report: StageReport) -> Lines {
    let isDone = report.status == .hit || report.status == .ran
    var lines = Lines(output: [
      line.finished(
        report.stage, status: report.status,
        seconds: report.status == .hit || report.status == .skipped ? nil : report.seconds,
        bytes: isDone ? report.storedBytes : nil)
    ])
    if report.status == .failed { lines.errors = Self.failure(of: report, file: file) }
    return lines
  }

  /// Why a stage failed, a line a mistake.
  package static func failure(of report: StageReport, file: String) -> [String] {
    let reasons = (report.error ?? "it ended without saying why").split(separator: "\n")
    let place = report.line.map { "\(file):\($0)" } ?? file
    let lines = reasons.map { "\(place): stage '\(report.stage)' failed: \($0)" }
    return lines + (report.log.map { ["\(place): log of '\(report.stage)': \($0)"] } ?? [])
  }
}
