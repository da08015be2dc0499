public import Numerics

/// NIST's MatrixMarket exchange format: sparse matrices in coordinate form.
///
/// Read: `real`, `integer`, `pattern` fields; `general`, `symmetric`, `skew-symmetric` storage. Indices are
/// 1-based in the file. `complex`, `hermitian` and dense `array` files are refused.
public enum MatrixMarket {
  private struct Banner {
    let hasValues: Bool
    let isSymmetric: Bool
    let isSkew: Bool
  }

  /// Reads a matrix; a pattern's entries are 1, entries stored twice are summed.
  ///
  /// - Throws: `FormatError` naming the line and entry.
  /// - Complexity: O(size of the file + nonzeros · log).
  public static func read(_ source: FileBytes) throws(FormatError) -> SparseMatrix<Double> {
    try ByteScanner.scan(source) { (scanner: inout ByteScanner) throws(FormatError) in
      let banner = try readBanner(&scanner)
      let (rows, columns, count) = try readSize(&scanner, banner)
      var triplets: [(row: Int, column: Int, value: Double)] = []
      triplets.reserveCapacity(count)
      for entry in 1...max(count, 1) where entry <= count {
        let triplet = try readEntry(&scanner, entry, of: count, rows, columns, banner)
        triplets.append(triplet)
        if banner.isSymmetric, triplet.row != triplet.column {
          let value = banner.isSkew ? -triplet.value : triplet.value
          triplets.append((triplet.column, triplet.row, value))
        }
      }
      scanner.skipEmptyLines(Ascii.percent)
      guard scanner.isAtEnd else {
        throw scanner.error(
          .malformed, "entry \(count + 1)", "the size line declares only \(count) entries",
          "correct the size line")
      }
      do {
        return try SparseMatrix(rows: rows, columns: columns, triplets: triplets)
      } catch {
        throw FormatError(
          .malformed, file: source.name, problem: "\(error)", remedy: "write the matrix again")
      }
    }
  }

  private static func readBanner(_ scanner: inout ByteScanner) throws(FormatError) -> Banner {
    let words = scanner.restOfLine().prefix(200).lowercased().split(separator: " ")
    func fail(_ code: FormatError.Code, _ problem: String, _ remedy: String) -> FormatError {
      var first = scanner
      first.position = scanner.start
      return first.error(code, "banner", problem, remedy)
    }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
      throw fail(
        .malformed, "the file does not start with \"%%MatrixMarket matrix …\"",
        "check that this is a MatrixMarket file")
    }
    guard words[2] == "coordinate" else {
      throw fail(
        .unsupported, "the \(words[2]) layout is not read", "write a sparse (coordinate) matrix")
    }
    guard ["real", "integer", "pattern", "double"].contains(words[3]) else {
      throw fail(.unsupported, "the field \(words[3]) is not read", "use real, integer or pattern")
    }
    guard ["general", "symmetric", "skew-symmetric"].contains(words[4]) else {
      throw fail(.unsupported, "the symmetry \(words[4]) is not read", "use general or symmetric")
    }
    scanner.skipLine()
    return Banner(
      hasValues: words[3] != "pattern", isSymmetric: words[4] != "general",
      isSkew: words[4] == "skew-symmetric")
  }

  private static func readSize(_ scanner: inout ByteScanner, _ banner: Banner) throws(FormatError)
    -> (Int, Int, Int)
  {
    scanner.skipEmptyLines(Ascii.percent)
    let begin = scanner.position
    guard let rows = integer(&scanner), let columns = integer(&scanner),
      let count = integer(&scanner), rows >= 0, columns >= 0, count >= 0
    else {
      throw scanner.error(
        scanner.isAtEnd ? .truncated : .malformed, "size line",
        "expected rows, columns and entries", "write three whole numbers", at: begin)
    }
    guard rows <= Int(Int32.max), columns <= Int(Int32.max) else {
      throw scanner.error(
        .unsupported, "size line", "\(rows) × \(columns) exceeds 32-bit indices",
        "split the matrix", at: begin)
    }
    guard !banner.isSymmetric || rows == columns else {
      throw scanner.error(
        .malformed, "size line", "a symmetric matrix cannot be \(rows) × \(columns)",
        "correct the sizes", at: begin)
    }
    try finishLine(&scanner, "size line")
    // An entry takes at least "1 1\n", one byte less at the end, two more with a value.
    let least = banner.hasValues ? 6 : 4
    guard count <= (scanner.remaining + 1) / least else {
      throw scanner.error(
        .truncated, "size line",
        "declares \(count) entries, but the file has room for \((scanner.remaining + 1) / least)",
        "the file is cut off: copy or write it again", at: begin)
    }
    // A row takes no byte of the file, but four of memory: keep that within sight of its size.
    guard rows <= max(1 << 28, scanner.remaining) else {
      throw scanner.error(
        .outOfRange, "size line", "declares \(rows) rows, more than a file of this size explains",
        "correct the sizes", at: begin)
    }
    return (rows, columns, count)
  }

  @inline(__always)
  private static func readEntry(
    _ scanner: inout ByteScanner, _ entry: Int, of count: Int, _ rows: Int, _ columns: Int,
    _ banner: Banner
  ) throws(FormatError) -> (row: Int, column: Int, value: Double) {
    scanner.skipEmptyLines(Ascii.percent)
    let begin = scanner.position
    guard let row = integer(&scanner), let column = integer(&scanner) else {
      throw scanner.error(
        scanner.isAtEnd ? .truncated : .malformed, "entry \(entry)",
        scanner.isAtEnd
          ? "the file ends here, but \(count) entries are declared"
          : "expected a row and a column, found \(scanner.excerpt(at: begin))",
        "write \"row column\(banner.hasValues ? " value" : "")\"", at: begin)
    }
    guard row >= 1, row <= rows, column >= 1, column <= columns else {
      throw scanner.error(
        .outOfRange, "entry \(entry)",
        "(\(row), \(column)) is outside the \(rows) × \(columns) matrix",
        "indices start at 1: correct the entry", at: begin)
    }
    var value = 1.0
    if banner.hasValues {
      scanner.skipBlanks()
      guard let read = scanner.number(), scanner.isAtBoundary else {
        throw scanner.error(
          scanner.isAtEnd ? .truncated : .malformed, "entry \(entry)", "has no value",
          "write \"row column value\"", at: begin)
      }
      guard read.isFinite else {
        throw scanner.error(
          .notFinite, "entry \(entry)", "its value is \(read.isNaN ? "NaN" : "infinite")",
          "correct the entry", at: begin)
      }
      value = read
    }
    try finishLine(&scanner, "entry \(entry)")
    return (row - 1, column - 1, value)
  }

  @inline(__always)
  private static func integer(_ scanner: inout ByteScanner) -> Int? {
    scanner.skipBlanks()
    guard let value = scanner.integer(), scanner.isAtBoundary else { return nil }
    return value
  }

  @inline(__always)
  private static func finishLine(
    _ scanner: inout ByteScanner, _ element: @autoclosure () -> String
  ) throws(FormatError) {
    scanner.skipBlanks()
    guard scanner.isAtLineEnd else {
      throw scanner.error(
        .malformed, element(), "has more numbers than the banner calls for",
        "correct the banner or the line")
    }
    scanner.skipLine()
  }
}
