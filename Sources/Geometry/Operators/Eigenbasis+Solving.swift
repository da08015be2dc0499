public import Numerics

extension Eigenbasis {
  /// The k smallest eigenpairs of a stiffness and a mass matrix.
  ///
  /// Vertices with empty rows in both matrices (unreferenced ones) are left out of the problem and
  /// get zero entries in every vector.
  ///
  /// - Parameters:
  ///   - stiffness: L (n × n), symmetric positive semidefinite.
  ///   - mass: M (n × n), symmetric, positive definite on the other vertices.
  ///   - count: number k of pairs, 1 ... the number of other vertices.
  ///   - options: of the eigensolver.
  /// - Throws: ``GraphError`` for matrices that do not fit together, a vertex with stiffness but
  ///   without mass, or a count out of range; `NumericsError` if the solver does not converge.
  public static func smallest(
    stiffness: SparseMatrix<Double>, mass: SparseMatrix<Double>, count: Int,
    options: EigensolverOptions = EigensolverOptions()
  ) throws -> Eigenbasis {
    let size = stiffness.rows
    guard stiffness.columns == size, mass.rows == size, mass.columns == size else {
      throw GraphError.eigenbasis(
        problem: "needs a square stiffness and a mass matrix of the same size, not"
          + " \(size) × \(stiffness.columns) and \(mass.rows) × \(mass.columns).")
    }
    let (isStiff, isMassive) = (hasEntries(stiffness), hasEntries(mass))
    for row in 0..<size where isStiff[row] && !isMassive[row] {
      throw GraphError.eigenbasis(
        problem: "is undefined: row \(row) has stiffness but no mass. Use a mass matrix with"
          + " positive entries there.")
    }
    let kept = (0..<size).filter { isMassive[$0] }.map { Int32($0) }
    guard count >= 1, count <= kept.count else {
      throw GraphError.parameterOutOfRange(
        name: "count", value: "\(count)", range: "an integer from 1 to \(kept.count)")
    }
    let pairs = try Eigensolver.smallest(
      stiffness: stiffness.principal(kept), mass: mass.principal(kept), count: count,
      options: options)
    guard kept.count < size else {
      return try Eigenbasis(values: pairs.values, vectors: pairs.vectors)
    }
    var entries = [Double](repeating: 0, count: size * count)
    for (place, row) in kept.enumerated() {
      for column in 0..<count {
        entries[Int(row) * count + column] = pairs.vectors[place, column]
      }
    }
    return try Eigenbasis(
      values: pairs.values, vectors: DenseMatrix(rows: size, columns: count, values: entries))
  }

  /// Whether each row of a matrix has an entry that is not zero.
  private static func hasEntries(_ matrix: SparseMatrix<Double>) -> [Bool] {
    (0..<matrix.rows).map { row in
      matrix.entries(inRow: row).contains { matrix.values[$0] != 0 }
    }
  }
}
