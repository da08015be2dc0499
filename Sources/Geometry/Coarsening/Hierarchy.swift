public import Numerics

/// A sequence of ever coarser levels of one domain, with the maps between them.
///
/// Level 0 is the finest. Level ℓ has an operator (its weighted adjacency, unless said otherwise),
/// nₗ × nₗ, and between levels ℓ and ℓ + 1 stands a prolongation P, nₗ × nₗ₊₁, that carries
/// coarse signals to the fine level; its transpose restricts. For a clustering each row of P holds
/// one 1, in the column of the node's cluster.
public struct Hierarchy: Sendable, Equatable {
  /// One square operator a level, finest first; never empty.
  public let operators: [SparseMatrix<Double>]
  /// One prolongation (fine × coarse) between each level and the next; one fewer than levels.
  public let prolongations: [SparseMatrix<Double>]

  /// Makes a hierarchy and checks that its levels fit together.
  ///
  /// - Parameters:
  ///   - operators: one a level (nₗ × nₗ), finest first, finite.
  ///   - prolongations: nₗ × nₗ₊₁ each, finite, one fewer than `operators`.
  /// - Throws: ``GraphError/hierarchy(level:problem:)`` that names the first wrong level.
  public init(
    operators: [SparseMatrix<Double>], prolongations: [SparseMatrix<Double>]
  ) throws(GraphError) {
    guard operators.count == prolongations.count + 1 else {
      throw .hierarchy(
        level: max(operators.count - 1, 0),
        problem: "is the last of \(operators.count), but there are \(prolongations.count)"
          + " prolongations. Give one prolongation fewer than levels, and at least one level.")
    }
    for (level, matrix) in operators.enumerated() {
      guard matrix.rows == matrix.columns else {
        throw .hierarchy(
          level: level,
          problem: "has an operator of \(matrix.rows) × \(matrix.columns). It must be square.")
      }
      guard matrix.values.allSatisfy(\.isFinite) else {
        throw .hierarchy(
          level: level, problem: "has an operator with a NaN or infinite entry. Remove it.")
      }
    }
    for (level, matrix) in prolongations.enumerated() {
      let (fine, coarse) = (operators[level].rows, operators[level + 1].rows)
      guard matrix.rows == fine, matrix.columns == coarse else {
        throw .hierarchy(
          level: level,
          problem: "has a prolongation of \(matrix.rows) × \(matrix.columns)."
            + " Between \(fine) and \(coarse) nodes it must be \(fine) × \(coarse).")
      }
      guard matrix.values.allSatisfy(\.isFinite) else {
        throw .hierarchy(
          level: level, problem: "has a prolongation with a NaN or infinite entry. Remove it.")
      }
    }
    self.operators = operators
    self.prolongations = prolongations
  }

  /// The number of levels, at least 1.
  public var levelCount: Int { operators.count }

  /// The number of nodes of each level, finest first.
  public var sizes: [Int] { operators.map(\.rows) }

  /// The cluster on level `level` + 1 of each node of `level`, if the prolongation is a clustering.
  ///
  /// - Returns: one index a node, or `nil` if some row holds anything but a single 1.
  public func clusters(of level: Int) -> [Int32]? {
    let matrix = prolongations[level]
    guard matrix.nonzeroCount == matrix.rows, matrix.values.allSatisfy({ $0 == 1 }),
      matrix.rowOffsets.enumerated().allSatisfy({ Int($1) == $0 })
    else { return nil }
    return matrix.columnIndices
  }
}
