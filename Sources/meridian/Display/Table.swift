/// Rows of text under a header, each column as wide as its widest cell.
package struct Table: Sendable {
  /// Where a column's cells stand.
  package enum Alignment: Sendable { case left, right }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table of these columns; numbers are aligned right.
  package init(_ columns: KeyValuePairs<String, Alignment>) {
    header = columns.map(\.key)
    alignments = columns.map(\.value)
  }

  /// A table of columns that are known only when it is made; their names may repeat.
  package init(headed columns: [(name: String, alignment: Alignment)]) {
    header = columns.map(\.name)
    alignments = columns.map(\.alignment)
  }

  /// Adds a row; missing cells are empty and surplus ones are dropped.
  package mutating func append(_ cells: [String]) {
    let padded = cells + Array(repeating: "", count: max(0, header.count - cells.count))
    rows.append(Array(padded.prefix(header.count)))
  }

  /// Whether the table has no row.
  package var isEmpty: Bool { rows.isEmpty }

  /// The table as lines without a line end, two spaces between columns; no line ends in spaces.
  ///
  /// - Parameter width: where given, the last column is broken between words to stay within so many columns,
  ///   if that leaves it at least 24.
  package func lines(style: Style = .plain, width: Int? = nil) -> [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { TextWidth.columns($0[column]) }.max() ?? 0
    }
    let before = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let room = width.map { $0 - before }.flatMap { $0 >= 24 ? $0 : nil }
    return [style.dim(line(header, widths))]
      + rows.flatMap { row in
        broken(row, to: room).map { line($0, widths) }
      }
  }

  /// A row as one or more, the last cell broken into lines of at most `room` columns.
  private func broken(_ row: [String], to room: Int?) -> [[String]] {
    guard let room, let last = row.last, TextWidth.columns(last) > room else { return [row] }
    var pieces = [""]
    for word in last.split(separator: " ") {
      let current = pieces[pieces.count - 1]
      if current.isEmpty {
        pieces[pieces.count - 1] = String(word)
      } else if TextWidth.columns(current) + 1 + TextWidth.columns(word) <= room {
        pieces[pieces.count - 1] += " \(word)"
      } else {
        pieces.append(String(word))
      }
    }
    let empty = Array(repeating: "", count: row.count - 1)
    return pieces.enumerated().map { ($0 == 0 ? Array(row.dropLast()) : empty) + [$1] }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let text = cells.indices.map { column in
      TextWidth.padded(cells[column], to: widths[column], trailing: alignments[column] == .left)
    }.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}
