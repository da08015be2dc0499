public import Numerics

/// What pooling layers need, derived from prolongations.
extension Hierarchy {
  /// The summing restriction Pᵀ (coarse × fine) from `level` to `level` + 1: sums of clusters, if P is a clustering.
  public func restriction(of level: Int) -> SparseMatrix<Double> {
    prolongations[level].transposed()
  }

  /// The averaging restriction diag(Pᵀ m)⁻¹ Pᵀ diag(m) (coarse × fine) from `level` to `level` + 1.
  ///
  /// Its rows sum to 1, so constants stay constant; with the masses of ``masses(finest:)`` averages of averages are
  /// averages over the finest level. A coarse node without mass gets a zero row.
  ///
  /// - Parameters:
  ///   - level: the finer of the two levels.
  ///   - masses: m, one a node of `level`, at least 0; `nil` for equal ones.
  /// - Throws: ``GraphError`` for another number of masses or a bad one.
  public func averagingRestriction(
    of level: Int, masses: [Double]? = nil
  ) throws(GraphError) -> SparseMatrix<Double> {
    var sums = restriction(of: level)
    if let masses {
      try Self.check(masses, nodes: sizes[level])
      sums = sums.scalingColumns(by: masses)
    }
    return sums.scalingRows(by: sums.rowSums.map { $0 == 0 ? 0 : 1 / $0 })
  }

  /// The mass of each node of each level: those of the finest level, and Pᵀ m for the next.
  ///
  /// With ones on the finest level they are the numbers of finest nodes in each cluster.
  ///
  /// - Parameter finest: one a node of the finest level, at least 0; `nil` for ones.
  /// - Throws: ``GraphError`` for another number of masses or a bad one.
  public func masses(finest: [Double]? = nil) throws(GraphError) -> [[Double]] {
    let first = finest ?? [Double](repeating: 1, count: sizes[0])
    try Self.check(first, nodes: sizes[0])
    var masses = [first]
    for level in prolongations.indices {
      masses.append(restriction(of: level).multiplied(by: masses[level]))
    }
    return masses
  }

  private static func check(_ masses: [Double], nodes: Int) throws(GraphError) {
    guard masses.count == nodes else {
      throw .parameterOutOfRange(
        name: "masses", value: "a list of \(masses.count)", range: "one for each of \(nodes) nodes")
    }
    if let node = masses.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw .parameterOutOfRange(
        name: "the mass of node \(node)", value: "\(masses[node])",
        range: "a finite number of at least 0")
    }
  }
}
