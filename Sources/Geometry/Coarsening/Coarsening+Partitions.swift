public import Numerics

extension Coarsening {
  /// Coarsens an undirected graph by METIS partitions into many small parts.
  ///
  /// Each level of n nodes is divided into ⌈n / ratio⌉ parts of about equal numbers of finest nodes with little weight
  /// between them, more than 128 in two steps; each part becomes a node, and the Galerkin product Pᵀ A P the next
  /// adjacency. Clusters are numbered
  /// in the order of their lowest nodes.
  ///
  /// - Throws: ``GraphError`` for a directed graph or a bad option; `NumericsError` when METIS fails.
  public static func partitions(
    of graph: Graph, options: PartitionCoarseningOptions = PartitionCoarseningOptions()
  ) throws -> Hierarchy {
    try options.check()
    var operators = [try symmetricAdjacency(of: graph)]
    var prolongations: [SparseMatrix<Double>] = []
    var masses: [Double]?
    while operators.count < options.maximumLevels {
      let fine = operators[operators.count - 1]
      let parts = max(options.minimumSize, Int((Double(fine.rows) / options.ratio).rounded(.up)))
      guard fine.rows > 0, parts < fine.rows else { break }
      let clustering = Clustering(
        parts: try SmallParts(fine, masses: masses, seed: options.seed).parts(parts))
      operators.append(
        clustering.contractedSymmetrically(fine, keepsSelfLoops: options.keepsSelfLoops))
      prolongations.append(clustering.prolongation())
      masses = clustering.sums(of: masses ?? [Double](repeating: 1, count: fine.rows))
    }
    return try Hierarchy(operators: operators, prolongations: prolongations)
  }

  /// Divides an undirected graph into parts of about equal weight; see `GraphPartitioner`.
  ///
  /// - Parameters:
  ///   - graph: undirected, weighted or not.
  ///   - count: the number of parts, from 1 to the number of nodes.
  ///   - nodeWeights: one a node, finite and positive; `nil` for equal ones.
  ///   - options: scheme, imbalance, seed.
  /// - Throws: ``GraphError`` for a directed graph; `NumericsError` for a bad number or weight.
  public static func partition(
    of graph: Graph, into count: Int, nodeWeights: [Double]? = nil,
    options: PartitionOptions = PartitionOptions()
  ) throws -> GraphPartition {
    try GraphPartitioner.divideSymmetric(
      symmetricAdjacency(of: graph), into: count, nodeWeights: nodeWeights, options: options)
  }

  /// The adjacency of a graph that must be undirected.
  static func symmetricAdjacency(of graph: Graph) throws(GraphError) -> SparseMatrix<Double> {
    guard !graph.isDirected else {
      throw .adjacency(
        problem: "is directed: coarsening needs edges that lead both ways."
          + " Make the graph undirected.")
    }
    return graph.adjacency
  }
}
