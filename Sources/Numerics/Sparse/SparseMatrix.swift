/// A sparse matrix in compressed rows (CSR), the layout of SciPy's `csr_matrix` with sorted indices.
///
/// Row `r` has its entries at `rowOffsets[r] ..< rowOffsets[r + 1]` of `columnIndices` and `values`;
/// columns ascend strictly within a row. A stored entry may be zero.
public struct SparseMatrix<Scalar: NumericScalar>: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int

  /// The number of columns.
  public let columns: Int

  /// Where each row begins, `rows + 1` ascending offsets from 0 to the number of entries.
  public let rowOffsets: [Int32]

  /// The column of each entry.
  public let columnIndices: [Int32]

  /// The value of each entry; its length must stay the number of entries.
  public var values: [Scalar] {
    didSet {
      precondition(values.count == columnIndices.count, "SparseMatrix: as many values as entries")
    }
  }

  /// The number of stored entries.
  public var nonzeroCount: Int { columnIndices.count }

  /// A matrix of the given arrays.
  ///
  /// - Parameters:
  ///   - rows: the number of rows, below 2³¹.
  ///   - columns: the number of columns, below 2³¹.
  ///   - rowOffsets: `rows + 1` ascending offsets, the first 0, the last the number of entries.
  ///   - columnIndices: the column of each entry, strictly ascending within a row.
  ///   - values: the value of each entry.
  /// - Throws: ``NumericsError`` naming the row at fault.
  public init(
    rows: Int, columns: Int, rowOffsets: [Int32], columnIndices: [Int32], values: [Scalar]
  ) throws(NumericsError) {
    try SparseStructure.check(
      rows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices)
    guard values.count == columnIndices.count else {
      throw NumericsError(
        .invalidStructure,
        "\(values.count) values for \(columnIndices.count) column indices. Give one value an entry."
      )
    }
    self.init(
      uncheckedRows: rows, columns: columns, rowOffsets: rowOffsets, columnIndices: columnIndices,
      values: values)
  }

  /// A matrix whose arrays are known to be right.
  package init(
    uncheckedRows rows: Int, columns: Int, rowOffsets: [Int32], columnIndices: [Int32],
    values: [Scalar]
  ) {
    self.rows = rows
    self.columns = columns
    self.rowOffsets = rowOffsets
    self.columnIndices = columnIndices
    self.values = values
  }

  /// The identity of `count` rows.
  public static func identity(_ count: Int) -> SparseMatrix {
    diagonal([Scalar](repeating: 1, count: count))
  }

  /// A square matrix with the given values on its diagonal and no other entry.
  public static func diagonal(_ values: [Scalar]) -> SparseMatrix {
    precondition(values.count <= SparseStructure.limit, "SparseMatrix.diagonal: too many rows")
    return SparseMatrix(
      uncheckedRows: values.count, columns: values.count,
      rowOffsets: (0...values.count).map { Int32($0) },
      columnIndices: (0..<values.count).map { Int32($0) }, values: values)
  }

  /// A matrix of the given size without entries.
  public static func zeros(rows: Int, columns: Int) -> SparseMatrix {
    precondition(
      (0...SparseStructure.limit).contains(rows) && (0...SparseStructure.limit).contains(columns),
      "SparseMatrix.zeros: size out of range")
    return SparseMatrix(
      uncheckedRows: rows, columns: columns, rowOffsets: Array(repeating: 0, count: rows + 1),
      columnIndices: [], values: [])
  }

  /// The positions in `columnIndices` and `values` of the entries of row `row`.
  public func entries(inRow row: Int) -> Range<Int> {
    Int(rowOffsets[row])..<Int(rowOffsets[row + 1])
  }

  /// The element in row `row` and column `column`, zero where nothing is stored.
  ///
  /// - Complexity: logarithmic in the entries of the row.
  public subscript(row: Int, column: Int) -> Scalar {
    precondition(column >= 0 && column < columns, "SparseMatrix: column out of range")
    var range = entries(inRow: row)
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = Int(columnIndices[middle])
      if found == column { return values[middle] }
      range = found < column ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return 0
  }

  /// The matrix written out in full.
  public func dense() -> DenseMatrix<Scalar> {
    var result = DenseMatrix<Scalar>(rows: rows, columns: columns)
    for row in 0..<rows {
      for entry in entries(inRow: row) { result[row, Int(columnIndices[entry])] = values[entry] }
    }
    return result
  }
}
