/// A simple graph: nodes 0 ..< n and edges, directed or not, weighted or not.
///
/// Edges are kept in one normal form, so that two graphs are equal when they have the same edges:
/// sorted by source, then target; each pair once; no self-loop; undirected edges with
/// source < target. See ``init(nodeCount:edges:weights:isDirected:merging:)`` for how duplicates
/// and self-loops of the input get there.
public struct Graph: Sendable, Equatable {
  /// Two nodes joined by an edge.
  public struct Edge: Sendable, Hashable {
    /// The node that a directed edge leaves; the smaller one of an undirected edge.
    public let source: Int32
    /// The node that a directed edge enters; the larger one of an undirected edge.
    public let target: Int32

    /// Makes an edge, unchecked; ``Graph`` checks it against its nodes.
    public init(_ source: Int32, _ target: Int32) {
      self.source = source
      self.target = target
    }
  }

  /// What becomes of the weights of several edges between the same two nodes.
  public enum WeightMerging: String, Sendable, CaseIterable {
    /// The weights are added, in the order of the input.
    case sum
    /// The largest weight stands; right for lists that name each undirected edge both ways.
    case maximum
  }

  /// The number of nodes, isolated ones included.
  public let nodeCount: Int
  /// The edges in normal form.
  public let edges: [Edge]
  /// One weight an edge, finite and not negative; `nil` if the graph is unweighted.
  public let weights: [Double]?
  /// Whether an edge leads one way only.
  public let isDirected: Bool

  /// Makes a graph in normal form from a list of edges and checks it.
  ///
  /// Self-loops are dropped (operators that need them add them, with a weight they choose).
  /// An edge that is given more than once, in either direction if the graph is undirected, is kept
  /// once: without weights as one plain edge, with weights as `merging` says.
  ///
  /// - Parameters:
  ///   - nodeCount: number of nodes n, at least 0.
  ///   - edges: pairs of nodes in 0 ..< n, in any order.
  ///   - weights: one an edge, finite and not negative, or `nil`.
  ///   - isDirected: whether (a, b) and (b, a) differ. Default: no.
  ///   - merging: the weight of an edge given more than once. Default: the sum.
  /// - Throws: ``GraphError`` that names the first wrong edge.
  /// - Complexity: O(n + edges).
  public init(
    nodeCount: Int, edges: [Edge], weights: [Double]? = nil, isDirected: Bool = false,
    merging: WeightMerging = .sum
  ) throws(GraphError) {
    guard nodeCount >= 0, nodeCount + 2 * edges.count < Int(Int32.max)
    else { throw .sizeOutOfRange(nodeCount: nodeCount, edgeCount: edges.count) }
    if let weights {
      guard weights.count == edges.count else {
        throw .weightCount(weights: weights.count, edges: edges.count)
      }
      if let bad = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
        throw .weightOutOfRange(edge: bad, weight: weights[bad])
      }
    }
    let count = UInt32(nodeCount)
    for (index, edge) in edges.enumerated() {
      if UInt32(bitPattern: edge.source) >= count {
        throw .endpointOutOfRange(edge: index, node: Int(edge.source), nodeCount: nodeCount)
      }
      if UInt32(bitPattern: edge.target) >= count {
        throw .endpointOutOfRange(edge: index, node: Int(edge.target), nodeCount: nodeCount)
      }
    }
    let (kept, merged) = Self.normalForm(
      nodeCount: nodeCount, edges: edges, weights: weights, isDirected: isDirected,
      merging: merging)
    if let merged, let bad = merged.firstIndex(where: { !$0.isFinite }) {
      throw .mergedWeightInfinite(source: Int(kept[bad].source), target: Int(kept[bad].target))
    }
    self.nodeCount = nodeCount
    self.edges = kept
    self.weights = merged
    self.isDirected = isDirected
  }

  /// The number of edges, each undirected one counted once.
  public var edgeCount: Int { edges.count }
}

extension Graph {
  /// Sorts, drops self-loops and merges duplicates, all in linear time.
  private static func normalForm(
    nodeCount: Int, edges: [Edge], weights: [Double]?, isDirected: Bool, merging: WeightMerging
  ) -> ([Edge], [Double]?) {
    var proper: [Edge] = []
    var properWeights: [Double] = []
    proper.reserveCapacity(edges.count)
    if weights != nil { properWeights.reserveCapacity(edges.count) }
    for (index, edge) in edges.enumerated() where edge.source != edge.target {
      let flips = !isDirected && edge.source > edge.target
      proper.append(flips ? Edge(edge.target, edge.source) : edge)
      if let weights { properWeights.append(weights[index]) }
    }
    let byTarget = order(of: Array(0..<Int32(proper.count)), keyCount: nodeCount) {
      proper[Int($0)].target
    }
    let sorted = order(of: byTarget, keyCount: nodeCount) { proper[Int($0)].source }

    var kept: [Edge] = []
    var merged: [Double] = []
    kept.reserveCapacity(proper.count)
    for index in sorted {
      let edge = proper[Int(index)]
      let weight = weights == nil ? 0 : properWeights[Int(index)]
      if let last = kept.last, last == edge {
        guard weights != nil else { continue }
        let standing = merged[merged.count - 1]
        merged[merged.count - 1] = merging == .sum ? standing + weight : max(standing, weight)
      } else {
        kept.append(edge)
        if weights != nil { merged.append(weight) }
      }
    }
    return (kept, weights == nil ? nil : merged)
  }

  /// `items` in ascending order of their keys in 0 ..< keyCount, equal keys in their given order.
  private static func order(
    of items: [Int32], keyCount: Int, key: (Int32) -> Int32
  ) -> [Int32] {
    var starts = [Int32](repeating: 0, count: keyCount + 1)
    for item in items { starts[Int(key(item)) + 1] += 1 }
    for index in 0..<keyCount { starts[index + 1] += starts[index] }
    var result = [Int32](repeating: 0, count: items.count)
    for item in items {
      let bucket = Int(key(item))
      result[Int(starts[bucket])] = item
      starts[bucket] += 1
    }
    return result
  }
}
