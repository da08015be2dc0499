internal import CKernels

extension SparseMatrix {
  /// The product with another sparse matrix, row by row (Gustavson 1978).
  ///
  /// Each element is summed in ascending order of the inner index. An element that cancels to zero stays stored.
  ///
  /// - Parameter other: a matrix with as many rows as this one has columns.
  /// - Returns: `rows × other.columns`.
  /// - Throws: ``NumericsError`` when the product has more entries than 32-bit offsets carry.
  /// - Complexity: linear in the multiplications, twice over, shared by rows among the workers of ``Parallel``.
  public func multiplied(by other: SparseMatrix) throws(NumericsError) -> SparseMatrix {
    precondition(
      other.rows == columns,
      "SparseMatrix: \(rows) × \(columns) times \(other.rows) × \(other.columns)")
    let lengths = productLengths(other)
    var offsets = [Int32](repeating: 0, count: rows + 1)
    var total = 0
    for row in 0..<rows {
      total += Int(lengths[row])
      guard total <= SparseStructure.limit else {
        throw NumericsError(
          .sizeOutOfRange,
          "The product has more than \(SparseStructure.limit) entries by row \(row). Split the"
            + " matrices into blocks of rows.")
      }
      offsets[row + 1] = Int32(truncatingIfNeeded: total)
    }
    var indices = [Int32](repeating: 0, count: total)
    var products = [Scalar](repeating: 0, count: total)
    indices.withUnsafeMutableBufferPointer { indices in
      products.withUnsafeMutableBufferPointer { products in
        fillProduct(other, offsets: offsets, indices, products)
      }
    }
    return SparseMatrix(
      uncheckedRows: rows, columns: other.columns, rowOffsets: offsets, columnIndices: indices,
      values: products)
  }

  /// Few shards, since each needs workspace as long as a row of the result.
  private func productShards(_ offsets: UnsafeBufferPointer<Int32>) -> RowShards {
    RowShards(offsets: offsets, work: 8, most: 8)
  }

  private func productLengths(_ other: SparseMatrix) -> [Int32] {
    var lengths = [Int32](repeating: 0, count: rows)
    lengths.withUnsafeMutableBufferPointer { lengths in
      withUnsafeArrays { offsets, columns, _ in
        other.withUnsafeArrays { otherOffsets, otherColumns, _ in
          let shards = productShards(offsets)
          Parallel.forEach(shards.count) { shard in
            var mark = [Int32](repeating: -1, count: other.columns)
            let range = shards[shard]
            meridian_csr_product_count(
              range.lowerBound, range.upperBound, offsets.baseAddress, columns.baseAddress,
              otherOffsets.baseAddress, otherColumns.baseAddress, &mark, lengths.baseAddress)
          }
        }
      }
    }
    return lengths
  }

  private func fillProduct(
    _ other: SparseMatrix, offsets productOffsets: [Int32],
    _ indices: UnsafeMutableBufferPointer<Int32>, _ products: UnsafeMutableBufferPointer<Scalar>
  ) {
    withUnsafeArrays { offsets, columns, values in
      other.withUnsafeArrays { otherOffsets, otherColumns, otherValues in
        let shards = productShards(offsets)
        Parallel.forEach(shards.count) { shard in
          CSRKernels.product(
            shards[shard], (offsets, columns, values), (otherOffsets, otherColumns, otherValues),
            width: other.columns, productOffsets, indices.baseAddress, products.baseAddress)
        }
      }
    }
  }
}

extension CSRKernels {
  typealias Arrays<Scalar> = (
    offsets: UnsafeBufferPointer<Int32>, columns: UnsafeBufferPointer<Int32>,
    values: UnsafeBufferPointer<Scalar>
  )

  static func product<Scalar: NumericScalar>(
    _ range: Range<Int>, _ a: Arrays<Scalar>, _ b: Arrays<Scalar>, width: Int,
    _ offsets: [Int32], _ indices: UnsafeMutablePointer<Int32>?,
    _ products: UnsafeMutablePointer<Scalar>?
  ) {
    var mark = [Int32](repeating: -1, count: width)
    var scratch = [Int32](repeating: 0, count: width)
    let aValues = UnsafeRawPointer(a.values.baseAddress)
    let bValues = UnsafeRawPointer(b.values.baseAddress)
    let target = UnsafeMutableRawPointer(products)
    if Scalar.self == Double.self {
      var sums = [Double](repeating: 0, count: width)
      meridian_csr_product_f64(
        range.lowerBound, range.upperBound, a.offsets.baseAddress, a.columns.baseAddress,
        aValues?.assumingMemoryBound(to: Double.self), b.offsets.baseAddress,
        b.columns.baseAddress, bValues?.assumingMemoryBound(to: Double.self), &mark, &scratch,
        &sums, offsets, indices, target?.assumingMemoryBound(to: Double.self))
    } else {
      var sums = [Float](repeating: 0, count: width)
      meridian_csr_product_f32(
        range.lowerBound, range.upperBound, a.offsets.baseAddress, a.columns.baseAddress,
        aValues?.assumingMemoryBound(to: Float.self), b.offsets.baseAddress,
        b.columns.baseAddress, bValues?.assumingMemoryBound(to: Float.self), &mark, &scratch,
        &sums, offsets, indices, target?.assumingMemoryBound(to: Float.self))
    }
  }
}
