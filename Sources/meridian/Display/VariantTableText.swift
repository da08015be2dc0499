package import Artifacts
internal import Pipeline

/// A table of metrics by variant as text, CSV, JSON and Markdown.
package struct VariantTableText {
  private let table: VariantTable

  package init(_ table: VariantTable) { self.table = table }

  // MARK: For readers

  /// Columns in text; a run without variants has one line a metric instead of one wide row.
  package func lines(style: Style) -> [String] {
    guard !table.columns.isEmpty else {
      return ["no metrics: no stage of this run evaluates anything"]
    }
    var lines: [String]
    if table.parameters.isEmpty, !table.hasItems, let only = table.rows.first {
      var text = Table(["metric": .left, "value": .right])
      for column in table.columns { text.append([column, cell(only, column)]) }
      lines = text.lines(style: style)
    } else {
      var text = Table(headed: header.map { ($0.name, $0.isNumber ? .right : .left) })
      for row in table.rows { text.append(cells(row)) }
      lines = text.lines(style: style)
    }
    let failures = table.rows.reduce(0) { $0 + $1.failures }
    if failures > 0 {
      lines.append(
        "\(Figures.counted(failures, "evaluation")) failed or skipped; 'meridian log' says why")
    }
    return lines
  }

  /// A table as Markdown has it.
  package var markdown: String {
    func line(_ cells: [String]) -> String {
      "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
    return line(header.map(\.name)) + line(header.map { $0.isNumber ? "---:" : "---" })
      + table.rows.map { line(cells($0)) }.joined()
  }

  private var header: [(name: String, isNumber: Bool)] {
    let parameters = table.parameters.map { name in
      (name, table.rows.allSatisfy { $0.parameters[name].map { Double($0) != nil } ?? true })
    }
    return parameters + (table.hasItems ? [("item", false)] : [])
      + table.columns.map { ($0, true) } + (table.isAveraged ? [("n", true)] : [])
  }

  private func cells(_ row: VariantTable.Row) -> [String] {
    let count = row.cells.values.map(\.count).max() ?? 0
    return table.parameters.map { row.parameters[$0] ?? "" }
      + (table.hasItems ? [row.item ?? ""] : [])
      + table.columns.map { cell(row, $0, fullCount: count) }
      + (table.isAveraged ? ["\(count)"] : [])
  }

  /// `0.8146 ± 0.0062`, with the count where it is not that of the row.
  private func cell(_ row: VariantTable.Row, _ column: String, fullCount: Int? = nil) -> String {
    guard let cell = row.cells[column] else { return "–" }
    let missing = fullCount.map { cell.count < $0 } ?? (cell.count > 1)
    let note = missing ? " (n = \(cell.count))" : ""
    guard let deviation = cell.deviation else { return Figures.measured(cell.mean) + note }
    return Self.text(cell.mean, deviation) + note
  }

  /// The deviation to two digits, and the mean as far as those go.
  private static func text(_ mean: Double, _ deviation: Double) -> String {
    guard deviation.isFinite, deviation >= 1e-8, abs(mean) < 1e9 else {
      return "\(Figures.measured(mean)) ± \(Figures.significant(deviation, 2))"
    }
    var decimals = 0
    var scaled = deviation
    while scaled.rounded() < 10, decimals < 9 {
      scaled *= 10
      decimals += 1
    }
    return "\(Figures.fixed(mean, decimals)) ± \(Figures.fixed(deviation, decimals))"
  }

  // MARK: For programs

  /// A line a row; means with `_sd` and `_n` beside them where values were averaged.
  package var csv: String {
    let metrics = table.columns.flatMap {
      table.isAveraged ? [$0, "\($0)_sd", "\($0)_n"] : [$0]
    }
    var writer = CSVWriter(
      header: table.parameters + (table.hasItems ? ["item"] : []) + metrics)
    for row in table.rows {
      let numbers = table.columns.flatMap { column -> [String] in
        let cell = row.cells[column]
        let mean = cell.map { CSVWriter.text($0.mean) } ?? ""
        guard table.isAveraged else { return [mean] }
        return [
          mean, cell?.deviation.map(CSVWriter.text) ?? "", cell.map { "\($0.count)" } ?? "0",
        ]
      }
      writer.add(
        table.parameters.map { row.parameters[$0] ?? "" } + (table.hasItems ? [row.item ?? ""] : [])
          + numbers)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A list of rows with their parameters and, by metric, mean, standard deviation and count.
  package var json: JSON {
    .array(
      table.rows.map { row in
        .members([
          "parameters": .object(
            table.parameters.compactMap { name in
              row.parameters[name].map { (name, Self.value($0)) }
            }),
          "item": row.item.map(JSON.string),
          "metrics": .object(
            table.columns.compactMap { column in
              row.cells[column].map { cell in
                (
                  column,
                  .members([
                    "mean": .number(cell.mean), "sd": cell.deviation.map(JSON.number),
                    "n": .integer(cell.count),
                  ])
                )
              }
            }),
          "failed": row.failures > 0 ? .integer(row.failures) : nil,
        ])
      })
  }

  /// A parameter's text as the number or truth value that it is, else as it is.
  private static func value(_ text: String) -> JSON {
    switch ParameterValue(json: text) {
    case .integer(let value)?: .integer(value)
    case .number(let value)?: .number(value)
    case .bool(let value)?: .boolean(value)
    default: .string(text)
    }
  }
}
