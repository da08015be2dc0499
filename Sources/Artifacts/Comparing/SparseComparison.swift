public import Numerics

extension SparseMatrix where Scalar == Double {
  /// The shape, entries that only one has, and values changed where both have one.
  public static func differences(
    from old: SparseMatrix<Double>, to new: SparseMatrix<Double>
  ) -> [Finding] {
    var findings: [Finding] = []
    if old.rows != new.rows || old.columns != new.columns {
      func text(_ matrix: SparseMatrix<Double>) -> String {
        "\(Exports.count(matrix.rows)) × \(Exports.count(matrix.columns))"
      }
      findings.append(Finding("shape", from: text(old), to: text(new)))
    }
    var common = 0
    var values = NumberDifferences()
    var places: [Int: (row: Int, column: Int)] = [:]
    for row in 0..<min(old.rows, new.rows) {
      var left = old.entries(inRow: row)
      var right = new.entries(inRow: row)
      while let a = left.first, let b = right.first {
        let (column, other) = (old.columnIndices[a], new.columnIndices[b])
        if column == other {
          let before = values.changed
          values.add(old.values[a], new.values[b], at: common)
          if values.changed > before, values.isExtreme(common) {
            places[common] = (row, Int(column))
          }
          common += 1
        }
        if column <= other { left = left.dropFirst() }
        if column >= other { right = right.dropFirst() }
      }
    }
    let (added, removed) = (new.nonzeroCount - common, old.nonzeroCount - common)
    if added > 0 || removed > 0 {
      findings.append(
        Finding(
          "pattern",
          "\(Exports.count(added)) entries added, \(Exports.count(removed)) removed (\(Exports.count(old.nonzeroCount)) → \(Exports.count(new.nonzeroCount)))",
          [
            "added": .integer(added), "removed": .integer(removed),
            "from": .integer(old.nonzeroCount), "to": .integer(new.nonzeroCount),
          ]))
    }
    let changed = values.finding("values", "entries in both") { place in
      places[place].map { "row \($0.row), column \($0.column)" } ?? "entry \(place)"
    }
    return findings + [changed].compactMap { $0 }
  }
}

extension NumberDifferences {
  /// Whether one of the extremes is at this place.
  func isExtreme(_ place: Int) -> Bool { absolute?.place == place || relative?.place == place }
}
