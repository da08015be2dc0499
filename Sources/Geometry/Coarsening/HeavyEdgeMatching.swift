public import Numerics

/// Heavy-edge matching: pairs each node with the free neighbour it is most strongly tied to.
public enum HeavyEdgeMatching {
  /// How strongly an edge ties its ends.
  public enum Affinity: String, Sendable, CaseIterable {
    /// The edge's weight: Karypis & Kumar, "A Fast and High Quality Multilevel Scheme for
    /// Partitioning Irregular Graphs" (1998), section 3.1.
    case weight
    /// wᵢⱼ (1 / dᵢ + 1 / dⱼ) with volumes d, the normalized cut's gain: Dhillon, Guan & Kulis,
    /// "Weighted Graph Cuts without Eigenvectors" (Graclus, 2007), section 4.1.
    case normalizedCut
  }

  /// A maximal matching: no edge of positive weight is left between two single nodes.
  ///
  /// Nodes are visited in a random order; each that is still free takes the free neighbour of
  /// greatest affinity, the lowest-numbered of several.
  ///
  /// - Parameters:
  ///   - adjacency: symmetric (n × n), entries at least 0; diagonal entries and zeros are no edges.
  ///   - affinity: what makes an edge heavy. Default: its weight.
  ///   - volumes: the d of ``Affinity/normalizedCut`` (n), positive where there is an edge.
  ///     Default: the row sums.
  ///   - stream: gives the order of visits.
  /// - Returns: the mate of each node (n), the node itself if it stays single.
  /// - Complexity: O(n + nonzeros).
  public static func mates(
    of adjacency: SparseMatrix<Double>, affinity: Affinity = .weight, volumes: [Double]? = nil,
    stream: inout RandomStream
  ) throws(GraphError) -> [Int32] {
    try GraphOperators.check(adjacency)
    if let volumes, volumes.count != adjacency.rows {
      throw .parameterOutOfRange(
        name: "volumes", value: "a list of \(volumes.count)",
        range: "one volume for each of the \(adjacency.rows) nodes")
    }
    return uncheckedMates(of: adjacency, affinity: affinity, volumes: volumes, stream: &stream)
  }

  static func uncheckedMates(
    of adjacency: SparseMatrix<Double>, affinity: Affinity, volumes: [Double]?,
    stream: inout RandomStream
  ) -> [Int32] {
    let inverses =
      affinity == .normalizedCut ? (volumes ?? adjacency.rowSums).map { 1 / $0 } : nil
    return GreedyMatching.mates(
      of: adjacency, order: stream.compactPermutation(adjacency.rows), inverses: inverses)
  }
}
