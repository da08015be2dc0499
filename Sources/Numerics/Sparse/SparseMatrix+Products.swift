extension SparseMatrix {
  /// The product with a column vector of `columns` elements.
  ///
  /// - Returns: `rows` elements.
  /// - Complexity: linear in the entries, shared by rows among the workers of ``Parallel``.
  public func multiplied(by vector: [Scalar]) -> [Scalar] {
    precondition(
      vector.count == columns,
      "SparseMatrix: \(rows) × \(columns) times a vector of \(vector.count)")
    return [Scalar](unsafeUninitializedCapacity: rows) { result, count in
      vector.withUnsafeBufferPointer { multiply($0, width: 1, into: result) }
      count = rows
    }
  }

  /// The product with a dense matrix of `columns` rows.
  ///
  /// - Returns: `rows × matrix.columns`.
  /// - Complexity: linear in the entries times the columns of `matrix`, shared among the workers of ``Parallel``.
  public func multiplied(by matrix: DenseMatrix<Scalar>) -> DenseMatrix<Scalar> {
    precondition(
      matrix.rows == columns,
      "SparseMatrix: \(rows) × \(columns) times \(matrix.rows) × \(matrix.columns)")
    let size = rows * matrix.columns
    let product = [Scalar](unsafeUninitializedCapacity: size) { result, count in
      matrix.values.withUnsafeBufferPointer { source in
        multiply(source, width: matrix.columns, into: result)
      }
      count = size
    }
    return DenseMatrix(rows: rows, columns: matrix.columns, values: product)
  }

  /// Writes the product with a row-major dense matrix of `width` columns.
  package func multiply(
    _ source: UnsafeBufferPointer<Scalar>, width: Int,
    into target: UnsafeMutableBufferPointer<Scalar>
  ) {
    guard rows > 0, width > 0, let source = source.baseAddress, let base = target.baseAddress
    else {
      target.update(repeating: 0)
      return
    }
    withUnsafeArrays { offsets, columns, values in
      guard let offsets = offsets.baseAddress else { return }
      guard let columns = columns.baseAddress, let values = values.baseAddress else {
        target.update(repeating: 0)
        return
      }
      Kernels.sparseTimesDense(
        rows: rows, rowOffsets: offsets, columnIndices: columns, values: values, channels: width,
        source, into: base)
    }
  }
}

/// The C loops over compressed rows, chosen by element type.
enum CSRKernels {}
