/// The factorization P A Pᵀ = L D Lᵀ of a sparse symmetric positive definite matrix, kept for many solves.
///
/// Factorization and solves work on dense blocks, need no lock, and run on the workers of ``Parallel``; the bits do not
/// depend on their number.
public final class SparseCholesky: Sendable {
  /// The number of rows of the matrix.
  public var rows: Int { factor.analysis.rows }

  private let factor: SupernodalFactor

  /// The number of entries of L, the diagonal included.
  public var factorNonzeroCount: Int { factor.analysis.factorNonzeroCount }

  /// Factors a matrix.
  ///
  /// - Parameter matrix: square, symmetric to 10⁻¹⁰ of its largest entry, positive definite, finite.
  /// - Throws: ``NumericsError`` naming the row that breaks a rule.
  public init(_ matrix: SparseMatrix<Double>) throws(NumericsError) {
    try SymmetricCheck.check(matrix, name: "matrix")
    let matrix = SymmetricCheck.withSymmetricPattern(matrix)
    factor = try SupernodalFactor(matrix, analysis: CholeskyAnalysis(matrix), positive: true)
  }

  /// Factors a matrix whose pattern has been analyzed before.
  ///
  /// - Parameters:
  ///   - matrix: as in ``init(_:)``, with the very pattern of the analysis (stored zeros count).
  ///   - analysis: of that pattern.
  /// - Throws: ``NumericsError`` naming the row that breaks a rule, or for another pattern.
  public init(
    _ matrix: SparseMatrix<Double>, analysis: CholeskyAnalysis
  ) throws(NumericsError) {
    guard analysis.fits(matrix) else {
      throw NumericsError(
        .shapeMismatch,
        "The matrix of \(matrix.rows) rows and \(matrix.nonzeroCount) entries does not have the"
          + " pattern that was analyzed. Analyze it on its own.")
    }
    try SymmetricCheck.check(matrix, name: "matrix")
    factor = try SupernodalFactor(matrix, analysis: analysis, positive: true)
  }

  /// The solution of A x = b.
  ///
  /// - Parameter right: b, as many elements as the matrix has rows.
  /// - Returns: x, of the same length.
  /// - Throws: ``NumericsError`` when the length differs.
  public func solve(_ right: [Double]) throws(NumericsError) -> [Double] {
    try checkRows(right.count)
    return [Double](unsafeUninitializedCapacity: rows) { solution, count in
      right.withUnsafeBufferPointer { solve($0, into: solution, width: 1) }
      count = rows
    }
  }

  /// The solution of A X = B for several right-hand sides.
  ///
  /// - Parameter right: B, with as many rows as the matrix.
  /// - Returns: X, of the same size.
  /// - Throws: ``NumericsError`` when the number of rows differs.
  /// - Complexity: one pass over the factor for 8 or 16 columns, these shared among the workers of ``Parallel``.
  public func solve(_ right: DenseMatrix<Double>) throws(NumericsError) -> DenseMatrix<Double> {
    try checkRows(right.rows)
    let size = right.rows * right.columns
    let values = [Double](unsafeUninitializedCapacity: size) { solution, count in
      right.values.withUnsafeBufferPointer { solve($0, into: solution, width: right.columns) }
      count = size
    }
    return DenseMatrix(rows: right.rows, columns: right.columns, values: values)
  }

  /// Solves for `width` right-hand sides, row-major; `right` and `solution` may be the same memory.
  func solve(
    _ right: UnsafeBufferPointer<Double>, into solution: UnsafeMutableBufferPointer<Double>,
    width: Int
  ) {
    guard let right = right.baseAddress, let solution = solution.baseAddress else { return }
    forEachGroup(of: 0..<width) { columns, count in
      let workspace = UnsafeMutablePointer<Double>.allocate(capacity: count)
      defer { workspace.deallocate() }
      factor.solve(right, into: solution, stride: width, columns: columns, workspace: workspace)
    }
  }

  /// Solves in place for some columns of a row-major matrix whose rows are `stride` elements apart; memory to work in
  /// comes from ``MemoryPool``, so that a training step asks the system for none.
  package func solveInPlace(
    _ values: UnsafeMutablePointer<Double>, stride: Int, columns: Range<Int>
  ) {
    guard rows > 0 else { return }
    forEachGroup(of: columns) { columns, count in
      withScratch(of: Double.self, count) { workspace in
        factor.solve(values, into: values, stride: stride, columns: columns, workspace: workspace)
      }
    }
  }

  /// Calls the closure, in parallel, with columns that are solved for together and the numbers they need to work in.
  private func forEachGroup(of columns: Range<Int>, _ body: (Range<Int>, Int) -> Void) {
    // Wide groups read the factor less often, narrow ones leave work for every worker.
    let grain = columns.count >= 32 ? 16 : 8
    let length = factor.analysis.vectorLength
    Parallel.forEach(rangesOf: columns.count, grain: grain) { group in
      let start = columns.lowerBound
      body(
        start + group.lowerBound..<start + group.upperBound,
        length * SupernodalFactor.lanes(width: group.count))
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
