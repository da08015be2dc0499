internal import Artifacts
internal import Store

/// What an index was made from, as text and as JSON.
struct RebuildText {
  private let report: RebuildReport

  init(_ report: RebuildReport) { self.report = report }

  var lines: [String] {
    var lines = [
      "index made anew: \(Figures.counted(report.results, "result")) and \(Figures.counted(report.artifacts, "artifact")) in \(Figures.counted(report.packs.count, "pack")) of \(Figures.bytes(report.packs.bytes)) and \(Figures.counted(report.objects.count, "object")) of \(Figures.bytes(report.objects.bytes))"
    ]
    if report.forgotten > 0 {
      lines.append("\(Figures.counted(report.forgotten, "result")) had been forgotten")
    }
    if report.damaged > 0 {
      lines.append(
        "\(report.damaged == 1 ? "1 stretch" : "\(report.damaged) stretches") of packs could not be read; 'meridian cache verify' says what was lost"
      )
    }
    return lines
  }

  var json: JSON {
    .members([
      "results": .integer(report.results), "artifacts": .integer(report.artifacts),
      "packs": .integer(report.packs.count), "pack_bytes": .integer(report.packs.bytes),
      "objects": .integer(report.objects.count), "object_bytes": .integer(report.objects.bytes),
      "forgotten": .integer(report.forgotten), "damaged": .integer(report.damaged),
    ])
  }
}
