extension Metrics {
  /// The notes, then the measures of every class and the confusion matrix, in aligned columns.
  public var artifactDetails: [String] {
    guard let byClass else { return notes }
    let names = byClass.classNames
    let measures = names.indices.map { row in
      [names[row]]
        + byClass.columns.indices.map {
          Exports.short(byClass.values[row * byClass.columns.count + $0])
        }
    }
    let counts = names.indices.map { row in
      [names[row]] + names.indices.map { Exports.count(byClass.confusion[row * names.count + $0]) }
    }
    return notes + Self.aligned([["class"] + byClass.columns] + measures) + [""]
      + Self.aligned([["true \\ predicted"] + names] + counts)
  }

  /// Rows of cells, the first cell to the left, the others to the right of their columns.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
      }.joined(separator: "  ")
    }
  }
}
