internal import Artifacts
internal import Store

/// How two collections differ, as lines and as JSON.
struct CollectionComparisonText {
  /// The most items, arrays, and names of items that are told one by one.
  private static let shown = (items: 20, arrays: 10, names: 8)

  private let comparison: CollectionComparison
  private let names: (String, String)
  private let counts: (Int, Int)

  /// The comparison of collections that the user named so, of so many items.
  init(_ comparison: CollectionComparison, names: (String, String), counts: (Int, Int)) {
    self.comparison = comparison
    self.names = names
    self.counts = counts
  }

  /// The two, how many items are what, and a line a changed item, worst first.
  func lines(style: Style) -> [String] {
    guard !comparison.isEqual else {
      return ["equal: \(Figures.counted(comparison.items.count, "item"))"]
    }
    var sides = Table(["": .left, "items": .right, "named": .left])
    sides.append(["A", Figures.count(counts.0), names.0])
    sides.append(["B", Figures.count(counts.1), names.1])
    var lines = sides.lines(style: style) + [""] + summary
    if !comparison.arrays.isEmpty { lines += [""] + arrays.lines(style: style) }
    let changed = comparison.changed
    if !changed.isEmpty {
      lines += [""] + items(changed.prefix(Self.shown.items)).lines(style: style)
      let rest = changed.count - Self.shown.items
      if rest > 0 { lines.append("and \(Figures.count(rest)) more; --json has all of them") }
    }
    return lines
  }

  /// Both sides, the counts, and every item.
  var json: JSON {
    guard case .object(let members) = comparison.json else { return comparison.json }
    let sides = [("from", names.0, counts.0), ("to", names.1, counts.1)].map { key, name, count in
      (key, JSON.members(["reference": .string(name), "items": .integer(count)]))
    }
    return .object([members[0]] + sides + members.dropFirst())
  }

  private var summary: [String] {
    let words: [(CollectionComparison.Status, String)] = [
      (.same, "the same"), (.changed, "changed"), (.missing, "without a result"),
      (.onlyInFirst, "only in A"), (.onlyInSecond, "only in B"),
    ]
    return words.compactMap { status, word in
      let count = comparison.count(status)
      guard count > 0 else { return nil }
      let line = "\(Figures.counted(count, "item")) \(word)"
      return status == .same || status == .changed ? line : "\(line): \(list(status))"
    }
  }

  /// The first names of the items of a status; for those without a result also where it is not.
  private func list(_ status: CollectionComparison.Status) -> String {
    let items = comparison.items.filter { $0.status == status }
    var parts = items.prefix(Self.shown.names).map { item in
      guard status == .missing else { return item.name }
      return switch (item.old, item.new) {
      case (nil, nil): "\(item.name) (A, B)"
      case (nil, _): "\(item.name) (A)"
      default: "\(item.name) (B)"
      }
    }
    let rest = items.count - Self.shown.names
    if rest > 0 { parts.append("and \(Figures.count(rest)) more") }
    return parts.joined(separator: ", ")
  }

  private var arrays: Table {
    var table = Table([
      "array": .left, "items": .right, "largest relative": .right, "in": .left, "at": .left,
    ])
    for array in comparison.arrays.prefix(Self.shown.arrays) {
      table.append([
        array.name, Figures.count(array.items),
        array.largestRelative.map { Figures.significant($0.value, 4) } ?? "other shape",
        array.item ?? "", array.largestRelative.map { "\($0.index)" } ?? "",
      ])
    }
    return table
  }

  private func items(_ items: some Sequence<CollectionComparison.Item>) -> Table {
    var table = Table(["item": .left, "relative": .right, "what differs": .left])
    for item in items {
      guard let comparison = item.comparison else { continue }
      let severity = comparison.severity
      table.append([
        item.name, severity.isFinite ? Figures.significant(severity, 4) : "",
        Self.summary(of: comparison),
      ])
    }
    return table
  }

  /// What the type has to say, in one line; where that is nothing, the arrays.
  private static func summary(of comparison: ArtifactComparison) -> String {
    if let problem = comparison.problem { return problem }
    let parts = comparison.findings.map { "\($0.subject): \($0.text)" }
    let told = parts.isEmpty ? comparison.arrays.map(\.name) : parts
    guard !told.isEmpty else { return "the bits, but no value" }
    let rest = told.count - 2
    return told.prefix(2).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }
}
