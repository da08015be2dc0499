internal import CKernels

/// Pairs rows of a symmetric matrix greedily by the affinity of their entries.
package enum GreedyMatching {
  /// The mate of each row (n), the row itself if it stays single.
  ///
  /// Each row of `order` that is still free takes the free row of greatest affinity among its entries off the diagonal
  /// that are positive, the lowest-numbered of several.
  ///
  /// - Parameters:
  ///   - matrix: `n × n`.
  ///   - order: the rows in the order of visits, each once.
  ///   - inverses: `nil`, or one factor a row: the affinity of an entry is then its value times the sum of the factors
  ///     of its row and its column.
  /// - Complexity: linear in rows and entries.
  package static func mates(
    of matrix: SparseMatrix<Double>, order: [Int32], inverses: [Double]?
  ) -> [Int32] {
    precondition(order.count == matrix.rows && matrix.rows == matrix.columns)
    precondition(inverses.map { $0.count == matrix.rows } ?? true)
    var mates = [Int32](repeating: -1, count: matrix.rows)
    matrix.withUnsafeArrays { offsets, columns, values in
      func match(_ inverses: UnsafePointer<Double>?) {
        meridian_matching(
          matrix.rows, order, offsets.baseAddress, columns.baseAddress, values.baseAddress,
          inverses, &mates)
      }
      if let inverses { match(inverses) } else { match(nil) }
    }
    return mates
  }
}
