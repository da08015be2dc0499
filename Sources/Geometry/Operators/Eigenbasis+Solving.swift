public import Numerics

extension Eigenbasis {
  /// The k smallest eigenpairs of a stiffness and a mass matrix.
  ///
  /// Vertices with empty rows in both matrices (unreferenced ones) are left out of the problem and
  /// get zero entries in every vector. Where the domain has more components than pairs are asked for and
  /// the solver does not converge, each component is solved on its own.
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
    let parts: [Part]
    do throws(NumericsError) {
      parts = [try Part(rows: kept, stiffness, mass, count: count, options)]
    } catch {
      let components = components(stiffness, mass, kept: kept)
      guard error.code == .noConvergence, components.count > 1 else { throw error }
      // Each component has a zero of its own: where these are more than the pairs asked for, a Krylov
      // space finds ever new ones and none of them well.
      parts = try components.map { rows in
        try Part(rows: rows, stiffness, mass, count: min(count, rows.count), options)
      }
    }
    return try joined(parts, count: count, size: size)
  }

  /// The smallest pairs of some of the rows, which no entry joins to the others.
  private struct Part {
    let rows: [Int32]
    let pairs: Eigenpairs

    init(
      rows: [Int32], _ stiffness: SparseMatrix<Double>, _ mass: SparseMatrix<Double>, count: Int,
      _ options: EigensolverOptions
    ) throws(NumericsError) {
      self.rows = rows
      pairs = try Eigensolver.smallest(
        stiffness: stiffness.principal(rows), mass: mass.principal(rows), count: count,
        options: options)
    }
  }

  /// The rows that entries of either matrix join, each set ascending, in the order of their lowest rows.
  private static func components(
    _ stiffness: SparseMatrix<Double>, _ mass: SparseMatrix<Double>, kept: [Int32]
  ) -> [[Int32]] {
    var sets = DisjointSets(count: stiffness.rows)
    for matrix in [stiffness, mass] {
      for row in 0..<matrix.rows {
        for entry in matrix.entries(inRow: row) where matrix.values[entry] != 0 {
          sets.join(Int32(row), matrix.columnIndices[entry])
        }
      }
    }
    var rows: [[Int32]] = []
    let labels = sets.labels()
    var places: [Int32: Int] = [:]
    for row in kept {
      let place = places[labels[Int(row)], default: rows.count]
      if place == rows.count {
        places[labels[Int(row)]] = place
        rows.append([])
      }
      rows[place].append(row)
    }
    return rows
  }

  /// The smallest of all pairs, each zero outside its part; of equal ones those of the first part.
  private static func joined(_ parts: [Part], count: Int, size: Int) throws -> Eigenbasis {
    if let part = parts.first, parts.count == 1, part.rows.count == size {
      return try Eigenbasis(values: part.pairs.values, vectors: part.pairs.vectors)
    }
    let all = parts.enumerated().flatMap { index, part in
      part.pairs.values.indices.map { (value: part.pairs.values[$0], part: index, pair: $0) }
    }
    let chosen = all.sorted { ($0.value, $0.part, $0.pair) < ($1.value, $1.part, $1.pair) }
      .prefix(count)
    var entries = [Double](repeating: 0, count: size * count)
    for (column, choice) in chosen.enumerated() {
      let part = parts[choice.part]
      for (place, row) in part.rows.enumerated() {
        entries[Int(row) * count + column] = part.pairs.vectors[place, choice.pair]
      }
    }
    return try Eigenbasis(
      values: chosen.map(\.value),
      vectors: DenseMatrix(rows: size, columns: count, values: entries))
  }

  /// Whether each row of a matrix has an entry that is not zero.
  private static func hasEntries(_ matrix: SparseMatrix<Double>) -> [Bool] {
    (0..<matrix.rows).map { row in
      matrix.entries(inRow: row).contains { matrix.values[$0] != 0 }
    }
  }
}
