internal import Artifacts
internal import Store

/// What a verification found as lines and as JSON.
struct VerificationText {
  private let report: VerificationReport
  private let broken: DeepCheck.Outcome?
  private let seconds: Double

  init(_ report: VerificationReport, broken: DeepCheck.Outcome?, seconds: Double) {
    self.report = report
    self.broken = broken
    self.seconds = seconds
  }

  /// Whether nothing was wrong.
  var isSound: Bool { report.findings.isEmpty && broken?.broken.isEmpty ?? true }

  func lines(style: Style) -> [String] {
    report.findings.map { style.red("wrong") + "  " + text($0) }
      + (broken?.broken ?? []).map { style.red("broken") + "  " + Self.text($0) } + [summary]
  }

  private var summary: String {
    let count = report.findings.count + (broken?.broken.count ?? 0)
    let deep = broken.map { ", \(Figures.counted($0.checked, "artifact")) against its type" } ?? ""
    let looked =
      "\(Figures.counted(report.artifacts.count, "stored artifact")) of \(Figures.bytes(report.artifacts.bytes)) and \(Figures.counted(report.results, "result")) checked\(deep) in \(Figures.duration(seconds))"
    return count == 0 ? "\(looked): all is well" : "\(looked): \(Figures.counted(count, "fault"))"
  }

  private func text(_ finding: VerificationFinding) -> String {
    let isPlaced = finding.problem.contains(finding.place)
    var text = isPlaced ? finding.problem : "\(finding.place): \(finding.problem)"
    if let place = finding.quarantined { text += "; kept as \(place)" }
    if !finding.forgotten.isEmpty {
      let stages = finding.forgotten.map { "'\($0)'" }.joined(separator: ", ")
      text +=
        report.isReadOnly
        ? "; \(stages) would have to run again (the store is read-only, nothing was changed)"
        : "; run again to remake \(stages)"
    }
    return text
  }

  private static func text(_ broken: DeepCheck.Broken) -> String {
    let stage = broken.stage.map { " of stage '\($0)'" } ?? ""
    let remedy = broken.stage.map { "run it with --force \($0)" } ?? "make it again"
    return
      "\(broken.artifact.type.name) \(broken.artifact.digest.short)\(stage): \(broken.problem); \(remedy), and doubt its kind if it comes out the same"
  }

  var json: JSON {
    .members([
      "sound": .boolean(isSound), "artifacts": .integer(report.artifacts.count),
      "bytes": .integer(report.artifacts.bytes), "results": .integer(report.results),
      "packs": .integer(report.packs), "read_only": .boolean(report.isReadOnly),
      "findings": .array(
        report.findings.map { finding in
          .members([
            "kind": .string(finding.kind.rawValue), "place": .string(finding.place),
            "digest": finding.digest.map { .string($0.hex) },
            "problem": .string(finding.problem),
            "forgotten": .array(finding.forgotten.map(JSON.string)),
            "quarantined": finding.quarantined.map(JSON.string),
          ])
        }),
      "broken": broken.map { outcome in
        .array(
          outcome.broken.map {
            .members([
              "digest": .string($0.artifact.digest.hex),
              "type": .string($0.artifact.type.name), "stage": $0.stage.map(JSON.string),
              "problem": .string($0.problem),
            ])
          })
      },
      "seconds": .number(seconds),
    ])
  }
}
