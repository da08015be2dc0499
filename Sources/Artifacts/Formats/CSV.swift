import Models

/// Comma-separated values (RFC 4180) with a header line: cells are kept as ranges of the file's bytes.
public struct CSV: Sendable {
  /// The file, for messages and cells.
  public let source: FileBytes
  /// The column names, in the file's order.
  public let header: [String]
  /// The number of rows below the header.
  public let rowCount: Int
  /// The cells row by row: their first byte and the one past their last, quotes excluded.
  private let cells: [Range<Int>]

  /// Splits a file into cells.
  ///
  /// Cells may be quoted (`"a ""b"", c"`), lines may end in LF or CR LF, empty lines are left out,
  /// blanks around a header name are not part of it.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - separator: The byte between cells.
  /// - Throws: `FormatError` naming the line of a row that has more or fewer cells than the header,
  ///   of an unclosed quote, or of a name that stands twice in the header.
  /// - Complexity: O(size of the file).
  public init(_ source: FileBytes, separator: UInt8 = 44) throws(FormatError) {
    self.source = source
    var splitter = CSVSplitter(source, separator: separator)
    guard let names = try splitter.nextRow() else {
      throw FormatError(
        .empty, file: source.name, problem: "the file has no header line",
        remedy: "write the column names on the first line")
    }
    header = names.map {
      CSVSplitter.text(source.bytes, $0).trimmed
    }
    for (index, name) in header.enumerated() where header[..<index].contains(name) {
      throw FormatError(
        .malformed, file: source.name, place: .line(1), element: "column \"\(name)\"",
        problem: "stands twice in the header", remedy: "rename one of them")
    }
    var cells: [Range<Int>] = []
    var rows = 0
    while let row = try splitter.nextRow(into: &cells) {
      rows += 1
      guard row.count == names.count else {
        throw FormatError(
          .malformed, file: source.name, place: .line(splitter.line(at: row.start)),
          element: "row \(rows)",
          problem: "has \(row.count) cells, but the header has \(names.count) columns",
          remedy: "quote cells that hold a comma, or add the missing cells")
      }
    }
    self.cells = cells
    rowCount = rows
  }

  /// The position of a column.
  ///
  /// - Throws: `FormatError` naming the header and the nearest column when there is none of this name.
  public func index(of column: String) throws(FormatError) -> Int {
    if let index = header.firstIndex(of: column) { return index }
    let listed = header.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ")
    let more = header.count > 12 ? ", … (\(header.count) columns)" : ""
    let nearest = NearestName.of(column, among: header)
    throw FormatError(
      .missing, file: source.name, place: .line(1), element: "column \"\(column)\"",
      problem: "is missing; the header has \(listed)\(more)",
      remedy: nearest.map { "did you mean \"\($0)\"?" } ?? "name one of these columns")
  }

  /// A column as text.
  public func strings(_ column: String) throws(FormatError) -> [String] {
    let index = try index(of: column)
    return (0..<rowCount).map { CSVSplitter.text(source.bytes, cells[$0 * header.count + index]) }
  }

  /// A column as whole numbers.
  ///
  /// - Throws: `FormatError` naming the line of a cell that is not one.
  public func integers(_ column: String) throws(FormatError) -> [Int] {
    try numbers(column, "a whole number") { (scanner: inout ByteScanner) in scanner.integer() }
  }

  /// A column as numbers; `nan` and `inf` are taken, empty cells are not.
  ///
  /// - Throws: `FormatError` naming the line of a cell that is not one.
  public func numbers(_ column: String) throws(FormatError) -> [Double] {
    try numbers(column, "a number") { (scanner: inout ByteScanner) in scanner.number() }
  }

  private func numbers<Value>(
    _ column: String, _ wanted: String, _ read: (inout ByteScanner) -> Value?
  ) throws(FormatError) -> [Value] {
    let index = try index(of: column)
    return try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      var result: [Value] = []
      result.reserveCapacity(rowCount)
      for row in 0..<rowCount {
        let cell = cells[row * header.count + index]
        var cursor = ByteScanner(
          UnsafeBufferPointer(start: scanner.start + cell.lowerBound, count: cell.count),
          at: scanner.start + cell.lowerBound, file: scanner.file)
        cursor.skipBlanks()
        let value = read(&cursor)
        cursor.skipBlanks()
        guard let value, cursor.isAtEnd else {
          throw scanner.error(
            .malformed, "row \(row + 1), column \"\(column)\"",
            "expected \(wanted), found \"\(CSVSplitter.text(source.bytes, cell).prefix(40))\"",
            "correct the cell", at: scanner.start + cell.lowerBound)
        }
        result.append(value)
      }
      return result
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var body = Substring(self)
    if body.first == "\u{FEFF}" { body = body.dropFirst() }
    body = body.drop { $0 == " " || $0 == "\t" }
    while let last = body.last, last == " " || last == "\t" { body = body.dropLast() }
    return String(body)
  }
}
