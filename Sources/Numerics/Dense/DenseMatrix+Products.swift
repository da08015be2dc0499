/// Products, on all workers of ``Parallel`` with the same bits for any number of them.
extension DenseMatrix {
  /// The product A B.
  ///
  /// - Parameter other: B, of `columns` rows.
  /// - Complexity: rows × columns × columns of B.
  public func multiplied(by other: DenseMatrix) -> DenseMatrix {
    precondition(
      columns == other.rows, "DenseMatrix: \(rows) × \(columns) by \(other.rows) × \(other.columns)"
    )
    return product(other, rows: rows, columns: other.columns, inner: columns)
  }

  /// The product A Bᵀ.
  ///
  /// - Parameter other: B, of `columns` columns.
  public func multiplied(byTransposed other: DenseMatrix) -> DenseMatrix {
    precondition(
      columns == other.columns, "DenseMatrix: \(columns) and \(other.columns) columns for A Bᵀ")
    return product(
      other, rows: rows, columns: other.rows, inner: columns, otherIsTransposed: true)
  }

  /// The product Aᵀ B.
  ///
  /// - Parameter other: B, of `rows` rows.
  public func transposedMultiplied(by other: DenseMatrix) -> DenseMatrix {
    precondition(rows == other.rows, "DenseMatrix: \(rows) and \(other.rows) rows for Aᵀ B")
    return product(other, rows: columns, columns: other.columns, inner: rows, isTransposed: true)
  }

  private func product(
    _ other: DenseMatrix, rows: Int, columns: Int, inner: Int, isTransposed: Bool = false,
    otherIsTransposed: Bool = false
  ) -> DenseMatrix {
    let values = [Scalar](unsafeUninitializedCapacity: rows * columns) { result, count in
      count = rows * columns
      self.values.withUnsafeBufferPointer { left in
        other.values.withUnsafeBufferPointer { right in
          guard let result = result.baseAddress else { return }
          guard let left = left.baseAddress, let right = right.baseAddress else {
            Kernels.fill(count: rows * columns, with: 0, result)
            return
          }
          Kernels.gemm(
            m: rows, n: columns, k: inner, left, transposed: isTransposed, right,
            transposed: otherIsTransposed, into: result)
        }
      }
    }
    return DenseMatrix(rows: rows, columns: columns, values: values)
  }
}
