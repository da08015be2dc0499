public import Numerics
internal import Synchronization

/// A constant sparse matrix ready to be multiplied with: made once from a data set, used in every step.
///
/// The transposed matrix, which gradients are multiplied with, is made at the first of them and kept, so
/// that the way back gathers as the way forward does.
public struct SparseOperator<Scalar: TensorScalar>: Sendable {
  let pattern: SparsePattern
  /// The stored entries, row by row.
  let values: Tensor<Scalar>
  private let transposedValues = TransposedValues<Scalar>()

  init(pattern: SparsePattern, values: Tensor<Scalar>) {
    (self.pattern, self.values) = (pattern, values)
  }

  /// The operator of a matrix.
  public init(_ matrix: SparseMatrix<Scalar>) {
    self.init(
      pattern: SparsePattern(
        rows: matrix.rows, columns: matrix.columns, rowOffsets: matrix.rowOffsets,
        columnIndices: matrix.columnIndices),
      values: Tensor(shape: [matrix.values.count], matrix.values))
  }

  /// The number of rows.
  public var rows: Int { pattern.rows }
  /// The number of columns.
  public var columns: Int { pattern.columns }
  /// Rows and columns.
  public var shape: [Int] { [rows, columns] }
  /// The number of stored entries.
  public var nonzeroCount: Int { values.count }

  /// The transposed operator; the pattern is shared with this one's gradients.
  public func transposed() -> SparseOperator {
    let transposed = pattern.transposed
    return SparseOperator(
      pattern: transposed.pattern,
      values: transposedValues.get { values.rows(at: transposed.permutation) })
  }

  /// Zeroes stored entries with probability `rate` and scales the others by 1 / (1 − rate), as
  /// ``Variable/dropout(rate:key:)`` does with elements; the pattern is shared.
  public func dropout(rate: Double, key: UInt64) -> SparseOperator {
    guard rate != 0 else { return self }
    return SparseOperator(
      pattern: pattern, values: DropoutPlan(rate: rate).applied(to: values, key: key))
  }

  /// The operator of the named rows, in their order.
  public func rows(at indices: [Int32]) -> SparseOperator {
    precondition(
      indices.allSatisfy { $0 >= 0 && Int($0) < rows }, "rows(at:): an index outside \(shape)")
    var offsets: [Int32] = [0]
    var entries: [Int32] = []
    for row in indices {
      entries += pattern.rowOffsets[Int(row)]..<pattern.rowOffsets[Int(row) + 1]
      offsets.append(Int32(entries.count))
    }
    return SparseOperator(
      pattern: SparsePattern(
        rows: indices.count, columns: columns, rowOffsets: offsets,
        columnIndices: entries.map { pattern.columnIndices[Int($0)] }),
      values: values.rows(at: entries))
  }

  /// The product with a dense `[columns, c]`: `[rows, c]`.
  public func multiply(_ dense: Tensor<Scalar>) -> Tensor<Scalar> {
    let target = trapping { () throws(TensorError) in
      try ShapeRules.sparse(shape, dense.shape)
    }
    return Tensor(
      shape: target,
      writing: { y in
        withEntries { offsets, indices, values in
          dense.read {
            Kernels.sparseTimesDense(
              blocks: pattern.blocks, rowOffsets: offsets, columnIndices: indices, values: values,
              columns: target[1], $0, into: y)
          }
        }
      })
  }

  private func withEntries(
    _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Scalar>) -> Void
  ) {
    // A matrix without entries still has rows of zeros to write, and then any address will do.
    let indices = pattern.columnIndices.isEmpty ? [0] : pattern.columnIndices
    pattern.rowOffsets.withUnsafeBufferPointer { offsets in
      indices.withUnsafeBufferPointer { indices in
        guard let offsets = offsets.baseAddress, let indices = indices.baseAddress else { return }
        values.read { body(offsets, indices, $0) }
      }
    }
  }
}

/// The entries of the transposed operator, once they have been asked for.
private final class TransposedValues<Scalar: TensorScalar>: Sendable {
  private let stored = Mutex<Tensor<Scalar>?>(nil)

  func get(_ make: () -> Tensor<Scalar>) -> Tensor<Scalar> {
    stored.withLock { stored in
      if let stored { return stored }
      let made = make()
      stored = made
      return made
    }
  }
}
