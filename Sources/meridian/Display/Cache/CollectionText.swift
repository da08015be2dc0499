internal import Artifacts
internal import Store

/// What a collection removed as text and as JSON.
struct CollectionText {
  private let report: CollectionReport
  private let isDryRun: Bool
  private let limit: Int?

  /// So many results are listed; JSON has all.
  private static let listed = 40

  init(_ report: CollectionReport, isDryRun: Bool, limit: Int?) {
    self.report = report
    self.isDryRun = isDryRun
    self.limit = limit
  }

  func lines(style: Style) -> [String] {
    (isDryRun ? resultLines(style) : []) + amountLines(style) + [keptLine] + notes
  }

  private func resultLines(_ style: Style) -> [String] {
    guard !report.results.isEmpty else { return [] }
    var table = Table([
      "stage": .left, "kind": .left, "made": .left, "used": .left, "stored": .right,
      "why it goes": .left,
    ])
    for result in report.results.prefix(Self.listed) {
      table.append([
        result.stage, result.kind, Figures.localTime(Double(result.created) / 1e9),
        Figures.localTime(Double(result.used) / 1e9), Figures.bytes(result.bytes),
        Self.text(result.reason),
      ])
    }
    let more = report.results.count - Self.listed
    return table.lines(style: style)
      + (more > 0 ? ["and \(Figures.count(more)) more; --json lists all"] : []) + [""]
  }

  private func amountLines(_ style: Style) -> [String] {
    guard report.total.count > 0 else {
      return [isDryRun ? "nothing would be removed" : "nothing to remove"]
    }
    var table = Table([
      isDryRun ? "would be removed" : "removed": .left, "number": .right, "size": .right,
    ])
    for category in CollectionReport.Category.allCases {
      guard let amount = report.removed[category], amount.count > 0 else { continue }
      table.append([
        Self.text(category), Figures.count(amount.count), Figures.bytes(amount.bytes),
      ])
    }
    table.append(["all", Figures.count(report.total.count), Figures.bytes(report.total.bytes)])
    return table.lines(style: style)
  }

  private var keptLine: String {
    let reasons = CollectionReport.Kept.allCases.compactMap { kept in
      report.kept[kept].map { "\(Figures.count($0)) \(Self.text(kept))" }
    }
    let count = report.kept.values.reduce(0, +)
    let why = reasons.isEmpty ? "" : ": \(reasons.joined(separator: ", "))"
    return
      "\(isDryRun ? "would keep" : "kept") \(Figures.counted(count, "result")), \(Figures.bytes(report.keptBytes))\(why)"
  }

  private var notes: [String] {
    var notes: [String] = []
    if report.deferred.count > 0 {
      notes.append(
        "\(Figures.counted(report.deferred.count, "artifact")) of \(Figures.bytes(report.deferred.bytes)) that no result names may still be in use by a live process; a later gc removes them"
      )
    }
    if let limit, report.keptBytes > limit {
      notes.append(
        "the rest is over \(Figures.bytes(limit)): it is pinned, in use, or kept for a pipeline")
    }
    return notes
  }

  private static func text(_ reason: CollectionReport.Reason) -> String {
    switch reason {
    case .age: "older than the age given"
    case .unreachable: "no pipeline given needs it"
    case .budget: "least recently used"
    case .superseded: "an earlier record of its key counts"
    }
  }

  private static func text(_ kept: CollectionReport.Kept) -> String {
    switch kept {
    case .pinned: "pinned"
    case .pipeline: "needed by pipelines"
    case .inUse: "in use"
    case .recent: "recent"
    }
  }

  private static func text(_ category: CollectionReport.Category) -> String {
    switch category {
    case .temporary: "left by dead processes"
    case .quarantine: "quarantined"
    default: category.rawValue
    }
  }

  var json: JSON {
    .members([
      "dry_run": .boolean(isDryRun),
      "removed": .object(
        CollectionReport.Category.allCases.map {
          ($0.rawValue, Self.json(report.removed[$0] ?? FileAmount()))
        }),
      "bytes": .integer(report.total.bytes),
      "kept": .object(
        CollectionReport.Kept.allCases.map {
          ($0.rawValue, .integer(report.kept[$0] ?? 0))
        }),
      "kept_bytes": .integer(report.keptBytes), "deferred": Self.json(report.deferred),
      "leases": .integer(report.leases),
      "results": .array(
        report.results.map { result in
          .members([
            "key": .string(result.key.hex), "stage": .string(result.stage),
            "kind": .string(result.kind),
            "made": .string(Figures.universalTime(Double(result.created) / 1e9)),
            "used": .string(Figures.universalTime(Double(result.used) / 1e9)),
            "stored": .integer(result.bytes), "reason": .string(result.reason.rawValue),
          ])
        }),
    ])
  }

  private static func json(_ amount: FileAmount) -> JSON {
    .members(["count": .integer(amount.count), "bytes": .integer(amount.bytes)])
  }
}
