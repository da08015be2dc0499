internal import Artifacts
internal import Store

/// Runs as a table and as JSON.
struct RunsText {
  private let runs: [RunSummary]

  init(_ runs: [RunSummary]) { self.runs = runs }

  func lines(style: Style) -> [String] {
    guard !runs.isEmpty else { return ["no runs"] }
    var table = Table([
      "run": .left, "pipeline": .left, "started": .left, "status": .left, "hits": .right,
      "ran": .right, "failed": .right, "skipped": .right, "time": .right,
    ])
    for run in runs {
      table.append([
        run.id, run.pipeline, Figures.localTime(Double(run.started) / 1e9), run.status.rawValue,
        Figures.count(run.hits), Figures.count(run.ran), Figures.count(run.failed),
        Figures.count(run.skipped), run.finished == nil ? "" : Figures.duration(run.seconds),
      ])
    }
    return table.lines(style: style)
  }

  var json: JSON {
    .array(
      runs.map { run in
        .members([
          "run": .string(run.id), "pipeline": .string(run.pipeline), "file": .string(run.file),
          "started": .string(Figures.universalTime(Double(run.started) / 1e9)),
          "status": .string(run.status.rawValue), "hits": .integer(run.hits),
          "ran": .integer(run.ran), "failed": .integer(run.failed),
          "skipped": .integer(run.skipped), "seconds": .number(run.seconds),
        ])
      })
  }
}
