extension Table {
  /// Columns, and rows: one by one where there are as many, else which only one of the two has.
  public static func differences(from old: Table, to new: Table) -> [Finding] {
    let (before, after) = (old.columns.map(\.name), new.columns.map(\.name))
    var findings: [Finding] = []
    if before != after {
      let added = after.filter { !before.contains($0) }
      let removed = before.filter { !after.contains($0) }
      let parts =
        (added.isEmpty ? [] : ["added \(added.joined(separator: ", "))"])
        + (removed.isEmpty ? [] : ["removed \(removed.joined(separator: ", "))"])
      findings.append(
        Finding(
          "columns", parts.isEmpty ? "in another order" : parts.joined(separator: "; "),
          [
            "added": .array(added.map { .string($0) }),
            "removed": .array(removed.map { .string($0) }),
          ]))
    }
    let common = before.filter(after.contains)
    return old.rowCount == new.rowCount
      ? findings + changedRows(old, new, common) : findings + movedRows(old, new, common)
  }

  private static func changedRows(_ old: Table, _ new: Table, _ columns: [String]) -> [Finding] {
    var changed = Set<Int>()
    var findings: [Finding] = []
    for name in columns {
      guard let before = old[name], let after = new[name] else { continue }
      let rows = (0..<old.rowCount).filter { before.text($0) != after.text($0) }
      guard let first = rows.first else { continue }
      changed.formUnion(rows)
      findings.append(column(name, before, after, rows.count, first))
    }
    guard !changed.isEmpty else { return [] }
    let rows = Finding(
      "rows", "\(Exports.count(changed.count)) of \(Exports.count(old.rowCount)) changed",
      ["changed": .integer(changed.count), "count": .integer(old.rowCount)])
    return [rows] + findings
  }

  private static func column(
    _ name: String, _ old: Values, _ new: Values, _ changed: Int, _ first: Int
  ) -> Finding {
    if let before = old.doubles, let after = new.doubles {
      var differences = NumberDifferences()
      differences.add(before, after)
      if let finding = differences.finding("column \(name)", "cells", place: { "row \($0)" }) {
        return finding
      }
    }
    return Finding(
      "column \(name)",
      "\(Exports.count(changed)) of \(Exports.count(old.count)) cells changed, first in row \(first): \(old.text(first)) → \(new.text(first))",
      [
        "changed": .integer(changed), "count": .integer(old.count), "first_row": .integer(first),
        "from": .string(old.text(first)), "to": .string(new.text(first)),
      ])
  }

  private static func movedRows(_ old: Table, _ new: Table, _ columns: [String]) -> [Finding] {
    func rows(_ table: Table) -> [[String]] {
      let values = columns.compactMap { table[$0] }
      return (0..<table.rowCount).map { row in values.map { $0.text(row) } }
    }
    var counts: [[String]: Int] = [:]
    for row in rows(old) { counts[row, default: 0] += 1 }
    var added = 0
    for row in rows(new) {
      if let count = counts[row], count > 0 { counts[row] = count - 1 } else { added += 1 }
    }
    let removed = counts.values.reduce(0, +)
    return [
      Finding(
        "rows",
        "\(Exports.count(added)) added, \(Exports.count(removed)) removed (\(Exports.count(old.rowCount)) → \(Exports.count(new.rowCount)))",
        [
          "added": .integer(added), "removed": .integer(removed),
          "from": .integer(old.rowCount), "to": .integer(new.rowCount),
        ])
    ]
  }
}

extension Table.Values {
  /// The cells as numbers; nil for texts.
  fileprivate var doubles: [Double]? {
    switch self {
    case .numbers(let values): values
    case .integers(let values): values.map(Double.init)
    case .texts: nil
    }
  }
}
