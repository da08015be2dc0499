internal import COpenBLAS

/// A factorization A = L Lᵀ of a dense symmetric positive definite matrix, by LAPACK (`dpotrf`, `dpotrs`).
///
/// Called on one thread, so that several systems may be solved side by side.
public struct DenseCholesky: Sendable {
  /// The number of rows, n.
  public let rows: Int
  private let factor: [Double]

  /// Factors a matrix.
  ///
  /// - Parameter matrix: n × n, symmetric positive definite; only the upper triangle is read.
  /// - Throws: ``NumericsError`` for a matrix that is not square, not finite or not positive definite.
  /// - Complexity: n³ / 3.
  public init(_ matrix: DenseMatrix<Double>) throws(NumericsError) {
    guard matrix.rows == matrix.columns else {
      throw NumericsError(
        .notSquare,
        "The matrix is \(matrix.rows) × \(matrix.columns). Give a square one to factor.")
    }
    if let index = Elements.firstNotFinite(matrix.values) {
      throw NumericsError(
        .notFinite,
        "The matrix holds \(matrix.values[index]) at row \(index / matrix.columns), column"
          + " \(index % matrix.columns). Correct the data it was made from.")
    }
    OpenBLAS.useOneThread()
    rows = matrix.rows
    var factor = matrix.values
    let order = Int32(rows)
    // By columns, our upper triangle is the lower one.
    let status =
      rows == 0
      ? 0
      : LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), order, &factor, order)
    guard status == 0 else { throw .notPositive(row: max(0, Int(status) - 1), pivot: nil) }
    self.factor = factor
  }

  /// The solution x of A x = b.
  ///
  /// - Parameter vector: b (n).
  public func solve(_ vector: [Double]) -> [Double] {
    precondition(
      vector.count == rows, "DenseCholesky: \(rows) rows, a right side of \(vector.count)")
    guard rows > 0 else { return [] }
    var solution = vector
    let order = Int32(rows)
    let status = LAPACKE_dpotrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), order, 1, factor, order, &solution, order)
    precondition(status == 0, "DenseCholesky: argument \(-status) of dpotrs is wrong")
    return solution
  }
}
