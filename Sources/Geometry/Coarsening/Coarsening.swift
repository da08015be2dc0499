public import Numerics

/// Coarsens graphs level by level into a ``Hierarchy``.
public enum Coarsening {
  /// Coarsens an undirected graph by heavy-edge matching; see the adjacency matrix's.
  ///
  /// - Throws: ``GraphError`` for a directed graph or a bad option.
  public static func heavyEdgeMatching(
    of graph: Graph, options: CoarseningOptions = CoarseningOptions()
  ) throws(GraphError) -> Hierarchy {
    try options.check()
    return try matched(symmetricAdjacency(of: graph), options: options)
  }

  /// Coarsens a symmetric adjacency matrix (n × n) by heavy-edge matching.
  ///
  /// Each level merges the pairs of a maximal matching (Karypis & Kumar 1998) and takes the
  /// Galerkin product Pᵀ A P as the next adjacency: weights between clusters are summed, weights
  /// inside a cluster dropped unless `keepsSelfLoops`. Clusters are numbered in the order of their
  /// lowest nodes. It stops at `minimumSize` nodes, `maximumLevels` levels, or when a matching
  /// shrinks the level by less than `leastReduction`.
  ///
  /// - Parameters:
  ///   - adjacency: symmetric, entries finite and at least 0.
  ///   - options: how far, and by what.
  /// - Returns: adjacencies, and prolongations with one 1 a row.
  /// - Throws: ``GraphError`` for a matrix that is no adjacency or a bad option.
  /// - Complexity: O(n + nonzeros) a level.
  public static func heavyEdgeMatching(
    of adjacency: SparseMatrix<Double>, options: CoarseningOptions = CoarseningOptions()
  ) throws(GraphError) -> Hierarchy {
    try options.check()
    try GraphOperators.checkSymmetric(adjacency)
    return try matched(adjacency, options: options)
  }

  private static func matched(
    _ adjacency: SparseMatrix<Double>, options: CoarseningOptions
  ) throws(GraphError) -> Hierarchy {
    var operators = [adjacency]
    var prolongations: [SparseMatrix<Double>] = []
    var fine = adjacency
    var volumes = options.affinity == .normalizedCut ? adjacency.rowSums : []
    while operators.count < options.maximumLevels, fine.rows > options.minimumSize {
      var stream = RandomStream(
        seed: options.seed, "heavy-edge matching", "level \(prolongations.count)")
      let mates = HeavyEdgeMatching.uncheckedMates(
        of: fine, affinity: options.affinity, volumes: volumes.isEmpty ? nil : volumes,
        stream: &stream)
      let clustering = Clustering(mates: mates)
      let most = Double(fine.rows) * (1 - options.leastReduction)
      guard clustering.count < fine.rows, Double(clustering.count) <= most else { break }
      let coarse = clustering.contractedSymmetrically(
        fine, keepsSelfLoops: options.keepsSelfLoops)
      prolongations.append(clustering.prolongation())
      operators.append(coarse)
      if !volumes.isEmpty { volumes = clustering.sums(of: volumes) }
      fine = coarse
    }
    return try Hierarchy(operators: operators, prolongations: prolongations)
  }
}
