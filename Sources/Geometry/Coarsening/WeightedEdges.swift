internal import Numerics

/// The edges of a symmetric adjacency, each once, with weights that may change.
struct WeightedEdges {
  let nodeCount: Int
  private(set) var sources: [Int32] = []
  private(set) var targets: [Int32] = []
  private(set) var weights: [Double] = []

  var count: Int { weights.count }

  init(_ adjacency: SparseMatrix<Double>) {
    nodeCount = adjacency.rows
    for row in 0..<adjacency.rows {
      for slot in adjacency.entries(inRow: row)
      where Int(adjacency.columnIndices[slot]) > row && adjacency.values[slot] > 0 {
        sources.append(Int32(row))
        targets.append(adjacency.columnIndices[slot])
        weights.append(adjacency.values[slot])
      }
    }
  }

  /// The adjacency of the edges with other weights, those of weight 0 left out.
  func adjacency(weights: [Double]) throws(GraphError) -> SparseMatrix<Double> {
    var edges: [Graph.Edge] = []
    var kept: [Double] = []
    for index in weights.indices where weights[index] > 0 {
      edges.append(.init(sources[index], targets[index]))
      kept.append(weights[index])
    }
    return try Graph(nodeCount: nodeCount, edges: edges, weights: kept).adjacency
  }

  /// The number of components that edges with a positive weight join the nodes to.
  func componentCount(weights: [Double]) -> Int {
    var sets = DisjointSets(count: nodeCount)
    for index in weights.indices where weights[index] > 0 {
      sets.join(sources[index], targets[index])
    }
    return Int(sets.labels().max() ?? -1) + 1
  }

  /// Whether each edge belongs to a maximum spanning forest (Kruskal 1956), of equal ones the first.
  func spanningForest() -> [Bool] {
    var sets = DisjointSets(count: nodeCount)
    var belongs = [Bool](repeating: false, count: count)
    let order = weights.indices.sorted {
      weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1
    }
    for index in order
    where sets.representative(sources[index]) != sets.representative(targets[index]) {
      sets.join(sources[index], targets[index])
      belongs[index] = true
    }
    return belongs
  }
}
