package import Artifacts
internal import Pipeline
internal import Store

/// How two runs differ, as a table and as JSON.
package struct RunComparisonText {
  private typealias Change = RunComparison.Change

  /// Times that differ by less than this share, or these seconds, are not shown in the table.
  private static let share = 0.1
  private static let leastSeconds = 0.01
  private static let leastBytes = 1_000_000.0

  private let comparison: RunComparison

  package init(_ comparison: RunComparison) { self.comparison = comparison }

  /// The runs, a line a difference, and the counts.
  package func lines(style: Style) -> [String] {
    var table = Table([
      "stage": .left, "what": .left, "A": .left, "B": .left, "difference": .left,
    ])
    for change in comparison.changes where Self.isNoticeable(change) {
      table.append([""] + Self.cells(change))
    }
    var shown = 0
    for stage in comparison.stages {
      if stage.presence != .both {
        let (old, new) = stage.presence == .first ? (stage.kind, "") : ("", stage.kind)
        table.append([stage.name, "only in \(stage.presence == .first ? "A" : "B")", old, new])
        continue
      }
      let changes = stage.changes.filter(Self.isNoticeable)
      if !changes.isEmpty { shown += 1 }
      for (index, change) in changes.enumerated() {
        table.append([index == 0 ? stage.name : ""] + Self.cells(change))
      }
    }
    let sides = [("A", comparison.first), ("B", comparison.second)].map { letter, record in
      "\(letter)  \(record.id)  \(record.pipeline)  \(Figures.localTime(Double(record.started) / 1e9))  \(record.status.rawValue)"
    }
    return sides + (table.isEmpty ? [] : table.lines(style: style)) + [summary(shown)]
  }

  /// Everything, also what the table leaves out: costs that hardly differ, and outputs.
  package var json: JSON {
    .members([
      "a": Self.json(comparison.first), "b": Self.json(comparison.second),
      "changes": .array(comparison.changes.map(Self.json)),
      "stages": .array(
        comparison.stages.map { stage in
          .members([
            "stage": .string(stage.name), "kind": .string(stage.kind),
            "only_in": stage.presence == .both
              ? nil : .string(stage.presence == .first ? "a" : "b"),
            "changes": stage.presence == .both ? .array(stage.changes.map(Self.json)) : nil,
          ])
        }),
    ])
  }

  private func summary(_ shown: Int) -> String {
    let first = comparison.stages.count { $0.presence == .first }
    let second = comparison.stages.count { $0.presence == .second }
    var parts = [
      "\(Figures.count(shown)) of \(Figures.counted(comparison.commonCount, "stage")) differ"
    ]
    if first > 0 { parts.append("\(Figures.count(first)) only in A") }
    if second > 0 { parts.append("\(Figures.count(second)) only in B") }
    return parts.joined(separator: ", ")
  }

  // MARK: One difference

  private static func isNoticeable(_ change: Change) -> Bool {
    switch change.aspect {
    case .output: return false
    case .seconds, .memory:
      guard let old = change.old?.numberValue, let new = change.new?.numberValue else {
        return true
      }
      let least = change.aspect == .seconds ? leastSeconds : leastBytes
      return abs(new - old) > least && abs(new - old) > share * max(old, new)
    default: return true
    }
  }

  private static func cells(_ change: Change) -> [String] {
    [
      what(change), text(change.old, change.aspect), text(change.new, change.aspect),
      difference(change),
    ]
  }

  private static func what(_ change: Change) -> String {
    switch change.aspect {
    case .seconds: "time"
    case .run, .metric: change.name ?? ""
    default: change.name.map { "\(change.aspect.rawValue) \($0)" } ?? change.aspect.rawValue
    }
  }

  private static func text(_ value: ParameterValue?, _ aspect: RunComparison.Aspect) -> String {
    guard let value else { return "–" }
    switch (aspect, value) {
    case (.input, .string(let digest)), (.file, .string(let digest)),
      (.output, .string(let digest)):
      return String(digest.prefix(12))
    case (.seconds, _): return Figures.duration(value.numberValue ?? 0)
    case (.memory, .integer(let bytes)): return Figures.bytes(bytes)
    case (.metric, .number(let number)): return Figures.measured(number)
    case (_, .string(let text)):
      return TextWidth.fitted(text.split(separator: "\n").first.map(String.init) ?? "", to: 48)
    default: return TextWidth.fitted(value.canonicalJSON, to: 48)
    }
  }

  private static func difference(_ change: Change) -> String {
    guard let old = change.old?.numberValue, let new = change.new?.numberValue else { return "" }
    let sign = new > old ? "+" : "−"
    switch change.aspect {
    case .metric: return sign + Figures.measured(abs(new - old), 4)
    case .seconds, .memory:
      guard old > 0 else { return "" }
      if new / old >= 10 { return "× \(Figures.significant(new / old, 2))" }
      return "\(sign)\(Figures.significant((100 * abs(new - old) / old).rounded(), 6)) %"
    default: return ""
    }
  }

  private static func json(_ record: RunRecord) -> JSON {
    .members([
      "run": .string(record.id), "pipeline": .string(record.pipeline),
      "file": .string(record.file), "status": .string(record.status.rawValue),
      "started": .string(Figures.universalTime(Double(record.started) / 1e9)),
    ])
  }

  private static func json(_ change: Change) -> JSON {
    .members([
      "what": .string(change.aspect.rawValue), "name": change.name.map(JSON.string),
      "a": change.old.map(JSON.init) ?? .null, "b": change.new.map(JSON.init) ?? .null,
    ])
  }
}
