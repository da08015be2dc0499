internal import CKernels

/// The factorization P A Pᵀ = L D Lᵀ of a sparse symmetric positive definite matrix, kept for many solves.
///
/// CHOLMOD orders (approximate minimum degree) and factors; the solves are this module's own, need no lock and run
/// on any number of threads at once.
/// Chen, Davis, Hager and Rajamanickam, "Algorithm 887: CHOLMOD", ACM TOMS 35(3), 2008.
public final class SparseCholesky: Sendable {
  /// The number of rows of the matrix.
  public let rows: Int

  private let factor: LDLFactor

  /// The number of entries of L, the diagonal included.
  public var factorNonzeroCount: Int { factor.rowIndices.count }

  /// Factors a matrix.
  ///
  /// - Parameter matrix: square, symmetric to 10⁻¹⁰ of its largest entry, positive definite, finite.
  /// - Throws: ``NumericsError`` naming the row that breaks a rule.
  public init(_ matrix: SparseMatrix<Double>) throws(NumericsError) {
    try SymmetricCheck.check(matrix, name: "matrix")
    rows = matrix.rows
    factor = try CHOLMOD.factor(matrix)
    try factor.checkPositive(matrix)
  }

  /// The solution of A x = b.
  ///
  /// - Parameter right: b, as many elements as the matrix has rows.
  /// - Returns: x, of the same length.
  /// - Throws: ``NumericsError`` when the length differs.
  public func solve(_ right: [Double]) throws(NumericsError) -> [Double] {
    try checkRows(right.count)
    var solution = [Double](repeating: 0, count: rows)
    var workspace = [Double](repeating: 0, count: rows)
    right.withUnsafeBufferPointer { right in
      solution.withUnsafeMutableBufferPointer { solution in
        workspace.withUnsafeMutableBufferPointer { solve(right, into: solution, workspace: $0) }
      }
    }
    return solution
  }

  /// The solution of A X = B for several right-hand sides.
  ///
  /// - Parameter right: B, with as many rows as the matrix.
  /// - Returns: X, of the same size.
  /// - Throws: ``NumericsError`` when the number of rows differs.
  /// - Complexity: one pass over the factor for 8 or 16 columns, these shared among the workers of ``Parallel``.
  public func solve(_ right: DenseMatrix<Double>) throws(NumericsError) -> DenseMatrix<Double> {
    try checkRows(right.rows)
    let width = right.columns
    var solution = DenseMatrix<Double>(rows: rows, columns: width)
    // Wide groups read the factor less often, narrow ones leave work for every worker.
    let grain = width >= 32 ? 16 : 8
    let groups = (width + grain - 1) / grain
    let source = right.values
    solution.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        Parallel.forEach(groups) { group in
          let first = group * grain
          solveGroup(source, into: target, width: width, first..<min(first + grain, width))
        }
      }
    }
    return solution
  }

  /// Solves for one right-hand side without allocating; `right` and `solution` may be the same memory.
  func solve(
    _ right: UnsafeBufferPointer<Double>, into solution: UnsafeMutableBufferPointer<Double>,
    workspace: UnsafeMutableBufferPointer<Double>
  ) {
    factor.permutation.withUnsafeBufferPointer { permutation in
      for row in 0..<rows { workspace[row] = right[Int(permutation[row])] }
      factor.solve(workspace, width: 1)
      for row in 0..<rows { solution[Int(permutation[row])] = workspace[row] }
    }
  }

  private func solveGroup(
    _ source: UnsafeBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Double>,
    width: Int, _ columns: Range<Int>
  ) {
    let count = columns.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, rows * count)) { workspace in
      for row in 0..<rows {
        let from = Int(factor.permutation[row]) * width + columns.lowerBound
        for column in 0..<count { workspace[row * count + column] = source[from + column] }
      }
      factor.solve(workspace, width: count)
      for row in 0..<rows {
        let to = Int(factor.permutation[row]) * width + columns.lowerBound
        for column in 0..<count { target[to + column] = workspace[row * count + column] }
      }
    }
  }

  private func checkRows(_ count: Int) throws(NumericsError) {
    guard count == rows else {
      throw NumericsError(
        .shapeMismatch,
        "A right-hand side of \(count) rows for a factorization of \(rows) rows. Give one value a"
          + " row.")
    }
  }
}
