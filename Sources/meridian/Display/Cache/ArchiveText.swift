internal import Artifacts
internal import Store

/// What was exported or imported, as text and as JSON.
struct ArchiveText {
  private let report: ArchiveReport
  private let file: String

  init(_ report: ArchiveReport, file: String) {
    self.report = report
    self.file = file
  }

  var exported: String {
    "\(file): \(Figures.counted(report.results, "result")), \(Figures.counted(report.artifacts.count, "artifact")) of \(Figures.bytes(report.artifacts.bytes))"
  }

  var imported: String {
    "\(exported); \(Figures.counted(report.newResults, "result")) and \(Figures.counted(report.newArtifacts.count, "artifact")) of \(Figures.bytes(report.newArtifacts.bytes)) were new"
  }

  var json: JSON {
    .members([
      "file": .string(file), "roots": .array(report.roots.map { .string($0.hex) }),
      "results": .integer(report.results), "artifacts": .integer(report.artifacts.count),
      "bytes": .integer(report.artifacts.bytes), "new_results": .integer(report.newResults),
      "new_artifacts": .integer(report.newArtifacts.count),
      "new_bytes": .integer(report.newArtifacts.bytes),
    ])
  }
}
