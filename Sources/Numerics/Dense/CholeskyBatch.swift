internal import COpenBLAS

/// The factorizations A = Uᵀ U of small symmetric positive definite matrices of one size, kept for solves (LAPACK's
/// `dpotrf`, and triangular solves by BLAS), in memory from ``MemoryPool``.
///
/// Unchecked for the memory: it is written during `init` alone.
package final class CholeskyBatch: @unchecked Sendable {
  /// The number of matrices, and the rows of each.
  package let count: Int
  package let rows: Int
  private let block: MemoryPool.Block
  private let factors: UnsafeMutablePointer<Double>

  /// Factors `count` matrices `rows × rows`, one after the other; of each the mean with its transpose counts.
  ///
  /// - Throws: ``NumericsError`` naming the first matrix that is not finite or not positive definite.
  package init(
    count: Int, rows: Int, _ matrices: UnsafePointer<Double>
  ) throws(NumericsError) {
    (self.count, self.rows) = (count, rows)
    let size = rows * rows
    block = MemoryPool.take(bytes: max(1, count * size) * MemoryLayout<Double>.stride)
    factors = block.pointer.bindMemory(to: Double.self, capacity: max(1, count * size))
    guard rows > 0 else { return }
    OpenBLAS.useOneThread()
    let status = MemoryPool.take(bytes: max(1, count) * MemoryLayout<Int32>.stride)
    defer { MemoryPool.give(status) }
    let statuses = status.pointer.bindMemory(to: Int32.self, capacity: max(1, count))
    let factors = factors
    eachGroup(work: size * rows) { index in
      let (source, target) = (matrices + index * size, factors + index * size)
      for row in 0..<rows {
        for column in 0..<rows {
          target[row * rows + column] =
            (source[row * rows + column] + source[column * rows + row]) / 2
        }
      }
      guard Kernels.isFinite(count: size, target) else {
        statuses[index] = -1
        return
      }
      // By columns, our upper triangle is the lower one.
      statuses[index] = LAPACKE_dpotrf(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(rows), target, Int32(rows))
    }
    for index in 0..<count where statuses[index] != 0 {
      throw Self.failure(index, status: Int(statuses[index]))
    }
  }

  deinit { MemoryPool.give(block) }

  /// Solves in place for the `columns` right-hand sides of each matrix, `[count, rows, columns]`.
  package func solveInPlace(columns: Int, _ values: UnsafeMutablePointer<Double>) {
    guard rows > 0, columns > 0 else { return }
    let (rows, width, factors) = (rows, Int32(columns), factors)
    eachGroup(work: rows * rows * columns) { index in
      for transposition in [CblasTrans, CblasNoTrans] {
        cblas_dtrsm(
          CblasRowMajor, CblasLeft, CblasUpper, transposition, CblasNonUnit, Int32(rows), width, 1,
          factors + index * rows * rows, Int32(rows), values + index * rows * columns, width)
      }
    }
  }

  private func eachGroup(work: Int, _ body: (Int) -> Void) {
    Kernels.shards(count, size: max(1, (1 << 16) / max(1, work))) { range in
      for index in range { body(index) }
    }
  }

  private static func failure(_ index: Int, status: Int) -> NumericsError {
    guard status < 0 else {
      let failure = NumericsError.notPositive(row: status - 1, pivot: nil)
      return NumericsError(failure.code, "Matrix \(index) of the batch: \(failure.message)")
    }
    return NumericsError(
      .notFinite,
      "Matrix \(index) of the batch holds a value that is not finite. Correct what it was made from."
    )
  }
}
