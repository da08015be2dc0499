import Numerics

/// Properties of matrices that several types promise.
enum MatrixPromises {
  /// Rounding allowed in a sum, relative to the sum of magnitudes.
  static let tolerance = 1e-10

  static func finite(_ matrix: SparseMatrix<Double>) -> String? {
    matrix.values.firstIndex { !$0.isFinite }.map {
      "entry \($0) is \(matrix.values[$0])"
    }
  }

  static func symmetric(_ matrix: SparseMatrix<Double>) -> String? {
    matrix.isSymmetric(tolerance: tolerance) ? nil : "it is not symmetric"
  }

  /// The first row whose sum is not zero up to rounding.
  static func zeroRowSums(_ matrix: SparseMatrix<Double>) -> String? {
    for row in 0..<matrix.rows {
      var (sum, magnitude) = (0.0, 0.0)
      for entry in matrix.entries(inRow: row) {
        sum += matrix.values[entry]
        magnitude += abs(matrix.values[entry])
      }
      if !(abs(sum) <= tolerance * magnitude) {
        return "row \(row) sums to \(Exports.short(sum)), not 0"
      }
    }
    return nil
  }

  /// Whether the matrix is positive definite on the rows that hold anything; a vertex without a face has none.
  static func positive(_ matrix: SparseMatrix<Double>) -> String? {
    var empty = [Double](repeating: 0, count: matrix.rows)
    for row in 0..<matrix.rows {
      let hasEntries = matrix.entries(inRow: row).contains { matrix.values[$0] != 0 }
      if hasEntries, !(matrix[row, row] > 0) {
        return "row \(row) has \(Exports.short(matrix[row, row])) on the diagonal, not more than 0"
      }
      if !hasEntries { empty[row] = 1 }
    }
    do {
      _ = try SparseCholesky(matrix.adding(SparseMatrix.diagonal(empty)))
      return nil
    } catch {
      return "it is not positive definite: \(error.message)"
    }
  }
}
