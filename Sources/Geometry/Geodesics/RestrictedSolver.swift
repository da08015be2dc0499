internal import Numerics

/// Solves with the part of a symmetric matrix on some indices, the unknowns elsewhere being zero.
struct RestrictedSolver: Sendable {
  /// The indices (ascending) outside of which the matrix is empty.
  struct Place: Sendable {
    let kept: [Int32]
    let size: Int

    init(keeping kept: [Int32], of matrix: SparseMatrix<Double>) {
      self.kept = kept
      size = matrix.rows
    }

    /// What the factorizations of all matrices with this one's pattern have in common.
    func analyze(_ matrix: SparseMatrix<Double>) throws(NumericsError) -> CholeskyAnalysis {
      try CholeskyAnalysis(matrix.principal(kept))
    }
  }

  private let place: Place
  private let factor: SparseCholesky
  /// The indices held at zero.
  private let held: [Int]

  /// Factors the matrix at its place, with the rows and columns that `isHeld` names replaced by those of the identity:
  /// so that all restrictions have one pattern.
  init(
    _ matrix: SparseMatrix<Double>, at place: Place, analysis: CholeskyAnalysis,
    holding isHeld: (Int) -> Bool = { _ in false }
  ) throws(NumericsError) {
    self.place = place
    var part = matrix.principal(place.kept)
    let isHeldThere = place.kept.map { isHeld(Int($0)) }
    held = place.kept.indices.filter { isHeldThere[$0] }.map { Int(place.kept[$0]) }
    if !held.isEmpty {
      var values = part.values
      for row in 0..<part.rows {
        for slot in part.entries(inRow: row) {
          let column = Int(part.columnIndices[slot])
          if isHeldThere[row] || isHeldThere[column] { values[slot] = row == column ? 1 : 0 }
        }
      }
      part.values = values
    }
    factor = try SparseCholesky(part, analysis: analysis)
  }

  /// The solution (n) for a right-hand side (n) of which only the entries that are kept and not held count.
  func solve(_ rightHandSide: [Double]) throws -> [Double] {
    var rightHandSide = rightHandSide
    for index in held { rightHandSide[index] = 0 }
    if place.kept.count == place.size { return try factor.solve(rightHandSide) }
    let solution = try factor.solve(place.kept.map { rightHandSide[Int($0)] })
    var result = [Double](repeating: 0, count: place.size)
    for (row, index) in place.kept.enumerated() { result[Int(index)] = solution[row] }
    return result
  }

  /// The solutions (n × k) for several right-hand sides, each as by itself.
  func solve(_ right: DenseMatrix<Double>) throws -> DenseMatrix<Double> {
    var part = DenseMatrix<Double>(rows: place.kept.count, columns: right.columns)
    let isHeld = Set(held)
    for (row, index) in place.kept.enumerated() where !isHeld.contains(Int(index)) {
      for column in 0..<right.columns { part[row, column] = right[Int(index), column] }
    }
    let solution = try factor.solve(part)
    var result = DenseMatrix<Double>(rows: place.size, columns: right.columns)
    for (row, index) in place.kept.enumerated() {
      for column in 0..<right.columns { result[Int(index), column] = solution[row, column] }
    }
    return result
  }
}
