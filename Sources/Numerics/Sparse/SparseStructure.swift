/// The rules that offsets and column indices of compressed rows must obey, whatever the values.
enum SparseStructure {
  /// The largest number of rows, columns or entries.
  static let limit = Int(Int32.max) - 1

  static func check(
    rows: Int, columns: Int, rowOffsets: [Int32], columnIndices: [Int32]
  ) throws(NumericsError) {
    try checkSize(rows: rows, columns: columns, entries: columnIndices.count)
    guard rowOffsets.count == rows + 1 else {
      throw NumericsError(
        .invalidStructure,
        "\(rowOffsets.count) row offsets for \(rows) rows. Give one more than there are rows.")
    }
    guard rowOffsets.first == 0, rowOffsets.last.map(Int.init) == columnIndices.count else {
      throw NumericsError(
        .invalidStructure,
        "Row offsets run from \(rowOffsets.first ?? 0) to \(rowOffsets.last ?? 0), but there are"
          + " \(columnIndices.count) entries. They must run from 0 to that number.")
    }
    if let row = firstDescent(rowOffsets) {
      throw NumericsError(
        .invalidStructure, "Row \(row) ends before it begins. Row offsets must ascend.")
    }
    let bad = firstBadEntry(rowOffsets, columnIndices, columns: columns)
    if let bad { throw fault(row: bad.row, column: bad.column, columns: columns) }
  }

  static func checkSize(rows: Int, columns: Int, entries: Int) throws(NumericsError) {
    let range = 0...limit
    guard range.contains(rows), range.contains(columns), range.contains(entries) else {
      throw NumericsError(
        .sizeOutOfRange,
        "A matrix of \(rows) × \(columns) with \(entries) entries is outside what 32-bit indices"
          + " carry. Split the data.")
    }
  }

  private static func fault(row: Int, column: Int32, columns: Int) -> NumericsError {
    if column < 0 || Int(column) >= columns {
      return NumericsError(
        .invalidStructure,
        "Row \(row) names column \(column), but the matrix has \(columns) columns"
          + (columns > 0 ? " (0 to \(columns - 1))." : ".") + " Correct the index.")
    }
    return NumericsError(
      .invalidStructure,
      "Row \(row) names column \(column) after one that is not smaller. Sort the columns of each"
        + " row and sum duplicates.")
  }

  private static func firstDescent(_ offsets: [Int32]) -> Int? {
    (0..<offsets.count - 1).first { offsets[$0 + 1] < offsets[$0] }
  }

  private static func firstBadEntry(
    _ offsets: [Int32], _ indices: [Int32], columns: Int
  ) -> (row: Int, column: Int32)? {
    offsets.withUnsafeBufferPointer { offsets in
      indices.withUnsafeBufferPointer { indices in
        for row in 0..<offsets.count - 1 {
          var previous: Int32 = -1
          for entry in Int(offsets[row])..<Int(offsets[row + 1]) {
            let column = indices[entry]
            if column <= previous || Int(column) >= columns { return (row, column) }
            previous = column
          }
        }
        return nil
      }
    }
  }
}
