public import Numerics
internal import Synchronization

/// A constant sparse matrix ready to be multiplied with: made once from a data set, used in every step.
///
/// The transposed matrix, which gradients are multiplied with, is made at the first of them and kept, so
/// that the way back gathers as the way forward does.
public struct SparseOperator<Scalar: TensorScalar>: Sendable {
  /// Where it has entries.
  public let pattern: SparsePattern
  /// The stored entries, row by row: `[entries]`.
  public let values: Tensor<Scalar>
  private let transposedValues = TransposedValues<Scalar>()
  let derivations = DerivedValues()

  /// The operator with the given entries.
  ///
  /// - Parameters:
  ///   - pattern: where it has entries.
  ///   - values: the entries, `[entries]`, in the pattern's order.
  public init(pattern: SparsePattern, values: Tensor<Scalar>) {
    precondition(
      values.shape == [pattern.nonzeroCount],
      "SparseOperator: values of shape \(values.shape) for \(pattern.nonzeroCount) entries")
    (self.pattern, self.values) = (pattern, values)
  }

  /// The operator of a matrix.
  public init(_ matrix: SparseMatrix<Scalar>) {
    self.init(
      pattern: SparsePattern(matrix), values: Tensor(shape: [matrix.values.count], matrix.values))
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
    SparseOperator(
      pattern: pattern.transposed(), values: transposedValues.get { pattern.transposed(values) })
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
    pattern.product(values, dense)
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
