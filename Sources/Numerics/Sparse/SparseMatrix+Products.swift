internal import CKernels

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
    guard rows > 0, width > 0, let source = source.baseAddress, let target = target.baseAddress
    else {
      for index in target.indices { target[index] = 0 }
      return
    }
    withUnsafeArrays { offsets, columns, values in
      let shards = RowShards(offsets: offsets, work: max(width, 1))
      Parallel.forEach(shards.count) { shard in
        let range = shards[shard]
        meridian_sparse_times_dense(
          Scalar.element, range.lowerBound,
          range.upperBound, offsets.baseAddress,
          columns.baseAddress, values.baseAddress, width, source, target)
      }
    }
  }
}

/// Ranges of rows with about the same number of entries, chosen from the structure alone.
struct RowShards {
  private let offsets: UnsafeBufferPointer<Int32>
  let count: Int

  /// - Parameters:
  ///   - offsets: where each row begins.
  ///   - work: operations an entry.
  init(offsets: UnsafeBufferPointer<Int32>, work: Int, most: Int = 256) {
    self.offsets = offsets
    let rows = offsets.count - 1
    let total = (Int(offsets[rows]) + rows) * work
    count = max(1, min(min(most, rows), total / 32768))
  }

  subscript(shard: Int) -> Range<Int> { boundary(shard)..<boundary(shard + 1) }

  /// The first row at which entries and rows together reach this shard's share.
  private func boundary(_ shard: Int) -> Int {
    let rows = offsets.count - 1
    if shard == 0 { return 0 }
    if shard == count { return rows }
    let share = (Int(offsets[rows]) + rows) * shard / count
    var (low, high) = (0, rows)
    while low < high {
      let middle = (low + high) / 2
      if Int(offsets[middle]) + middle < share { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The C loops over compressed rows, chosen by element type.
enum CSRKernels {}
