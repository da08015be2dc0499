internal import Numerics

/// Solves with the part of a symmetric matrix on some indices, the unknowns elsewhere being zero.
struct RestrictedSolver: Sendable {
  private let kept: [Int32]
  private let size: Int
  private let factor: SparseCholesky?

  /// Factors the rows and columns in `kept` (ascending), which must be positive definite.
  init(_ matrix: SparseMatrix<Double>, keeping kept: [Int32]) throws(NumericsError) {
    self.kept = kept
    size = matrix.rows
    factor = kept.isEmpty ? nil : try SparseCholesky(matrix.principal(kept))
  }

  /// The solution (n) for a right-hand side (n) of which only the kept entries count.
  func solve(_ rightHandSide: [Double]) throws -> [Double] {
    var result = [Double](repeating: 0, count: size)
    guard let factor else { return result }
    if kept.count == size { return try factor.solve(rightHandSide) }
    let solution = try factor.solve(kept.map { rightHandSide[Int($0)] })
    for (place, index) in kept.enumerated() { result[Int(index)] = solution[place] }
    return result
  }
}
