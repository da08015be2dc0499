extension SparseMatrix {
  /// The matrix with rows and columns exchanged.
  ///
  /// - Complexity: linear in rows, columns and entries.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func transposed() -> SparseMatrix {
    let count = nonzeroCount
    var offsets = [Int32](repeating: 0, count: columns + 1)
    for column in columnIndices { offsets[Int(column) + 1] += 1 }
    for column in 0..<columns { offsets[column + 1] += offsets[column] }
    var places = offsets
    var indices = [Int32](repeating: 0, count: count)
    var moved = [Scalar](repeating: 0, count: count)
    places.withUnsafeMutableBufferPointer { places in
      indices.withUnsafeMutableBufferPointer { indices in
        moved.withUnsafeMutableBufferPointer { moved in
          withUnsafeArrays { rowOffsets, columnIndices, values in
            for row in 0..<rowOffsets.count - 1 {
              for entry in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
                let column = Int(columnIndices[entry])
                let place = Int(places[column])
                places[column] += 1
                indices[place] = Int32(truncatingIfNeeded: row)
                moved[place] = values[entry]
              }
            }
          }
        }
      }
    }
    return SparseMatrix(
      uncheckedRows: columns, columns: rows, rowOffsets: offsets, columnIndices: indices,
      values: moved)
  }

  /// Calls `body` with offsets, columns and values as buffers.
  package func withUnsafeArrays<Result>(
    _ body: (
      UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Scalar>
    ) -> Result
  ) -> Result {
    rowOffsets.withUnsafeBufferPointer { offsets in
      columnIndices.withUnsafeBufferPointer { columns in
        values.withUnsafeBufferPointer { body(offsets, columns, $0) }
      }
    }
  }

  /// Whether the matrix is square and equal to its transpose.
  ///
  /// - Parameter tolerance: the largest difference allowed, relative to the largest magnitude in the matrix.
  public func isSymmetric(tolerance: Double = 0) -> Bool {
    rows == columns && firstAsymmetry(tolerance: tolerance) == nil
  }

  /// The first place, by rows, where a square matrix differs from its transpose.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  func firstAsymmetry(tolerance: Double) -> (row: Int, column: Int)? {
    let other = transposed()
    let largest = values.reduce(Scalar(0)) { max($0, abs($1)) }
    let allowed = Scalar(tolerance) * largest
    if rowOffsets == other.rowOffsets, columnIndices == other.columnIndices {
      return firstDifference(from: other, allowed: allowed)
    }
    let difference = adding(other, scaledBy: -1)
    for row in 0..<rows {
      for entry in difference.entries(inRow: row)
      where !(abs(difference.values[entry]) <= allowed) {
        return (row, Int(difference.columnIndices[entry]))
      }
    }
    return nil
  }

  private func firstDifference(
    from other: SparseMatrix, allowed: Scalar
  ) -> (row: Int, column: Int)? {
    let entry = values.withUnsafeBufferPointer { own in
      other.values.withUnsafeBufferPointer { other in
        (0..<own.count).first { !(abs(own[$0] - other[$0]) <= allowed) }
      }
    }
    guard let entry else { return nil }
    return (row(ofEntry: entry), Int(columnIndices[entry]))
  }

  /// The row that holds the entry at position `entry`.
  func row(ofEntry entry: Int) -> Int {
    var (low, high) = (0, rows)
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(rowOffsets[middle]) <= entry { low = middle } else { high = middle }
    }
    return low
  }
}
