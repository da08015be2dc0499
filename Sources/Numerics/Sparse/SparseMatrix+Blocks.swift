extension SparseMatrix {
  /// The matrices along the diagonal of one, in order: rows and columns of each follow those of the one before.
  ///
  /// - Throws: ``NumericsError`` if rows, columns or entries together are too many.
  /// - Complexity: linear in rows and entries.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public static func blockDiagonal(
    _ blocks: [SparseMatrix]
  ) throws(NumericsError) -> SparseMatrix {
    try joined(blocks, columns: blocks.reduce(0) { $0 + $1.columns }, shiftingColumns: true)
  }

  /// The matrices one below the other; all have `columns` columns.
  ///
  /// - Throws: ``NumericsError`` if rows or entries together are too many.
  /// - Complexity: linear in rows and entries.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public static func stacked(
    _ blocks: [SparseMatrix], columns: Int
  ) throws(NumericsError) -> SparseMatrix {
    precondition(
      blocks.allSatisfy { $0.columns == columns },
      "SparseMatrix.stacked: all have \(columns) columns")
    return try joined(blocks, columns: columns, shiftingColumns: false)
  }

  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  private static func joined(
    _ blocks: [SparseMatrix], columns: Int, shiftingColumns: Bool
  ) throws(NumericsError) -> SparseMatrix {
    let rows = blocks.reduce(0) { $0 + $1.rows }
    let entries = blocks.reduce(0) { $0 + $1.nonzeroCount }
    try SparseStructure.checkSize(rows: rows, columns: columns, entries: entries)
    var offsets: [Int32] = [0]
    var indices: [Int32] = []
    var values: [Scalar] = []
    offsets.reserveCapacity(rows + 1)
    indices.reserveCapacity(entries)
    values.reserveCapacity(entries)
    var shift: Int32 = 0
    for block in blocks {
      let before = Int32(indices.count)
      for offset in block.rowOffsets.dropFirst() { offsets.append(before + offset) }
      for column in block.columnIndices { indices.append(shift + column) }
      values += block.values
      if shiftingColumns { shift += Int32(block.columns) }
    }
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: offsets, columnIndices: indices,
      values: values)
  }

  /// The part in some rows and columns, numbered from 0.
  ///
  /// - Complexity: linear in the rows and their entries.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func block(rows range: Range<Int>, columns part: Range<Int>) -> SparseMatrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows && part.lowerBound >= 0
        && part.upperBound <= columns,
      "SparseMatrix.block: rows \(range), columns \(part) of \(rows) × \(columns)")
    var offsets: [Int32] = [0]
    var indices: [Int32] = []
    var kept: [Scalar] = []
    for row in range {
      for entry in entries(inRow: row) where part.contains(Int(columnIndices[entry])) {
        indices.append(columnIndices[entry] - Int32(part.lowerBound))
        kept.append(values[entry])
      }
      offsets.append(Int32(indices.count))
    }
    return SparseMatrix(
      uncheckedRows: range.count, columns: part.count, rowOffsets: offsets,
      columnIndices: indices, values: kept)
  }
}
