internal import COpenBLAS

/// Dense symmetric eigenproblems, by LAPACK's divide and conquer (`dsyevd`, `dsygvd`).
public enum SymmetricEigen {
  /// All eigenvalues and eigenvectors of K x = λ x, or of K x = λ M x when a mass matrix is given.
  ///
  /// Only the upper triangles are read.
  ///
  /// - Parameters:
  ///   - stiffness: K, `n × n`, symmetric, finite.
  ///   - mass: M, `n × n`, symmetric positive definite; the identity if none is given.
  /// - Returns: `n` values, ascending, and `n × n` vectors, one a column, orthonormal (with respect to M).
  /// - Throws: ``NumericsError`` for sizes that do not match, values that are not finite or a mass matrix that is
  ///   not positive definite.
  /// - Complexity: cubic in `n`.
  public static func decompose(
    _ stiffness: DenseMatrix<Double>, mass: DenseMatrix<Double>? = nil
  ) throws(NumericsError) -> (values: [Double], vectors: DenseMatrix<Double>) {
    let count = stiffness.rows
    try check(stiffness, count: count, name: "matrix")
    if let mass { try check(mass, count: count, name: "mass matrix") }
    guard count > 0 else { return ([], DenseMatrix(rows: 0, columns: 0)) }
    OpenBLAS.useOneThread()
    var vectors = stiffness.values
    var values = [Double](repeating: 0, count: count)
    let order = Int32(count)
    let status: Int32
    // LAPACK stores by columns: the upper triangle of ours is the lower one of its, and its result is transposed.
    let lower = CChar(UInt8(ascii: "L"))
    let withVectors = CChar(UInt8(ascii: "V"))
    if var mass = mass?.values {
      status = LAPACKE_dsygvd(
        LAPACK_COL_MAJOR, 1, withVectors, lower, order, &vectors, order, &mass, order, &values)
    } else {
      status = LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, withVectors, lower, order, &vectors, order, &values)
    }
    try check(status: Int(status), count: count)
    let byRows = DenseMatrix(rows: count, columns: count, values: vectors)
    return (values, byRows.transposed())
  }

  private static func check(
    _ matrix: DenseMatrix<Double>, count: Int, name: String
  ) throws(NumericsError) {
    guard matrix.rows == count, matrix.columns == count else {
      throw NumericsError(
        .shapeMismatch,
        "The \(name) is \(matrix.rows) × \(matrix.columns), not \(count) × \(count). Give a square"
          + " matrix of the same size.")
    }
    if let index = Elements.firstNotFinite(matrix.values) {
      throw NumericsError(
        .notFinite,
        "The \(name) holds \(matrix.values[index]) at row \(index / count), column"
          + " \(index % count). Correct the data it was made from.")
    }
  }

  private static func check(status: Int, count: Int) throws(NumericsError) {
    if status == 0 { return }
    if status > count { throw .notPositive(row: status - count - 1, pivot: nil) }
    if status < 0 {
      throw NumericsError(
        .outOfMemory,
        "LAPACK could not start on a matrix of \(count) rows (status \(status)). Free memory or"
          + " use a sparse solver.")
    }
    throw NumericsError(
      .noConvergence,
      "LAPACK's eigensolver did not converge on a matrix of \(count) rows (status \(status))."
        + " Scale the matrix so that its entries are near 1.")
  }
}
