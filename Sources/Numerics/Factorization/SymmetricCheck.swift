/// The rules for matrices that routines for symmetric matrices take.
package enum SymmetricCheck {
  /// The largest asymmetry allowed, relative to the largest entry.
  static let tolerance = 1e-10

  /// Refuses a matrix that is not square, not finite or not symmetric to ``tolerance``, by its name.
  package static func check(_ matrix: SparseMatrix<Double>, name: String) throws(NumericsError) {
    guard matrix.rows == matrix.columns else {
      throw NumericsError(
        .notSquare,
        "The \(name) is \(matrix.rows) × \(matrix.columns). A square one is needed.")
    }
    if let entry = Elements.firstNotFinite(matrix.values) {
      throw NumericsError(
        .notFinite,
        "The \(name) holds \(matrix.values[entry]) at row \(matrix.row(ofEntry: entry)), column"
          + " \(matrix.columnIndices[entry]). Correct the data it was made from.")
    }
    if let place = matrix.firstAsymmetry(tolerance: tolerance) {
      let (row, column) = (place.row, place.column)
      throw NumericsError(
        .notSymmetric,
        "The \(name) is not symmetric: row \(row), column \(column) holds \(matrix[row, column])"
          + " but row \(column), column \(row) holds \(matrix[column, row]). Add its transpose and"
          + " halve it, or correct the data.")
    }
  }

  /// Whether every stored entry has one stored across the diagonal.
  static func hasSymmetricPattern(_ matrix: SparseMatrix<Double>) -> Bool {
    let transposed = matrix.transposed()
    return transposed.rowOffsets == matrix.rowOffsets
      && transposed.columnIndices == matrix.columnIndices
  }

  /// A symmetric matrix itself, or with the zeros stored that its pattern lacks.
  static func withSymmetricPattern(_ matrix: SparseMatrix<Double>) -> SparseMatrix<Double> {
    hasSymmetricPattern(matrix)
      ? matrix : matrix.adding(matrix.transposed(), scaledBy: 0)
  }
}
