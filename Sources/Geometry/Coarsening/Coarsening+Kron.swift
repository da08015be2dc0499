internal import Numerics

extension Coarsening {
  /// Coarsens an undirected graph by Kron reduction with sparsification.
  ///
  /// Each level keeps some nodes and the network that eliminating the others leaves among them: Shuman, Faraji &
  /// Vandergheynst, "A Multiscale Pyramid Transform for Graph Signals" (2016). Nodes without edges are kept. It stops at
  /// `minimumSize` nodes, `maximumLevels` levels, or when a level would shrink by less than `leastReduction`.
  ///
  /// - Returns: adjacencies, and harmonic extensions as prolongations.
  /// - Throws: ``GraphError`` for a directed graph or a bad option; `NumericsError` if a factorization fails.
  public static func kron(
    of graph: Graph, options: KronOptions = KronOptions()
  ) throws -> Hierarchy {
    try options.check()
    var operators = [try symmetricAdjacency(of: graph)]
    var prolongations: [SparseMatrix<Double>] = []
    while operators.count < options.maximumLevels {
      let (fine, level) = (operators[operators.count - 1], prolongations.count)
      guard fine.rows > options.minimumSize else { break }
      let kept = try NodeSelection.kept(
        of: fine, by: options.selection, seed: options.seed, level: level)
      let eliminated = kept.count { !$0 }
      guard eliminated > 0, Double(eliminated) >= options.leastReduction * Double(kept.count) else {
        break
      }
      let reduction = try KronReduction(symmetric: fine, keeping: kept)
      var stream = RandomStream(seed: options.seed, "sparsification", "level \(level)")
      operators.append(
        try GraphSparsification.uncheckedSparsified(
          reduction.adjacency, by: options.sparsification, stream: &stream))
      prolongations.append(
        reduction.prolongation.droppingLightEntries(below: options.prolongationThreshold))
    }
    return try Hierarchy(operators: operators, prolongations: prolongations)
  }
}

extension SparseMatrix where Scalar == Double {
  /// Without the entries below a part of the largest of their row, each row divided by what its sum is then.
  func droppingLightEntries(below part: Double) -> SparseMatrix<Double> {
    guard part > 0 else { return self }
    return RowAssembler.assemble(rows: rows, columns: columns, entriesPerRow: 4) { row, kept in
      let largest = entries(inRow: row).reduce(0) { max($0, values[$1]) }
      let heavy = entries(inRow: row).filter { values[$0] >= part * largest }
      let sum = heavy.reduce(0) { $0 + values[$1] }
      for slot in heavy {
        kept.append(.init(column: columnIndices[slot], rank: 0, value: values[slot] / sum))
      }
    }
  }

  /// Without the entries on the diagonal.
  func withoutDiagonal() -> SparseMatrix<Double> {
    RowAssembler.assemble(
      rows: rows, columns: columns, entriesPerRow: nonzeroCount / max(rows, 1) + 1
    ) { row, kept in
      for slot in entries(inRow: row) where Int(columnIndices[slot]) != row {
        kept.append(.init(column: columnIndices[slot], rank: 0, value: values[slot]))
      }
    }
  }
}
