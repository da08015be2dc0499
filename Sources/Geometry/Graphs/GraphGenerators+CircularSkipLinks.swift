internal import Numerics

extension GraphGenerators {
  /// Circular skip links: cycles of n nodes in which every node is also joined to the one R further on, each in many
  /// random numberings.
  ///
  /// All are connected and 4-regular, so no message passing without encodings of nodes tells one R from another (Murphy,
  /// Srinivasan, Rao & Ribeiro 2019, arXiv 1903.02541, section 4.1; Dwivedi et al. 2020, arXiv 2003.00982).
  ///
  /// - Parameters:
  ///   - nodes: n, at least 5.
  ///   - skips: the Rs, one a class, each at least 2 and below n / 2; no two may make the same graph, as R and S do
  ///     when R S leaves 1 or −1 on division by n.
  ///   - copies: graphs a class, at least 1.
  ///   - seed: of the numberings.
  /// - Returns: the graphs, class after class, and the class of each.
  /// - Throws: ``GraphError`` that names the parameter.
  public static func circularSkipLinks(
    nodes: Int = 41, skips: [Int] = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16], copies: Int = 15,
    seed: UInt64
  ) throws(GraphError) -> (graphs: GraphCollection, classes: [Int32]) {
    try check(nodes: nodes, skips: skips, copies: copies)
    let count = skips.count * copies
    var edges: [Graph.Edge] = []
    edges.reserveCapacity(2 * nodes * count)
    for item in 0..<count {
      let skip = skips[item / copies]
      var stream = RandomStream(seed: seed, "graph", "circular skip links")
      stream.position = UInt64(item) << 32
      let number = stream.permutation(nodes)
      let joined = (0..<nodes).flatMap { node in
        [1, skip].map { Graph.Edge(Int32(number[node]), Int32(number[(node + $0) % nodes])) }
      }
      edges += try Graph(nodeCount: nodes, edges: joined).edges
    }
    let graphs = try GraphCollection(
      nodeOffsets: (0...count).map { $0 * nodes }, edgeOffsets: (0...count).map { $0 * 2 * nodes },
      edges: edges)
    return (graphs, (0..<Int32(count)).map { $0 / Int32(copies) })
  }

  private static func check(nodes: Int, skips: [Int], copies: Int) throws(GraphError) {
    guard (5...1_000_000).contains(nodes) else {
      throw .parameterOutOfRange(
        name: "nodes", value: "\(nodes)", range: "a whole number from 5 to 1,000,000")
    }
    guard copies >= 1, !skips.isEmpty, skips.count * copies * nodes <= 100_000_000 else {
      throw .parameterOutOfRange(
        name: "copies", value: "\(copies)",
        range: "at least one copy of at least one skip, together at most 100,000,000 nodes")
    }
    for (place, skip) in skips.enumerated() {
      guard skip >= 2, 2 * skip < nodes else {
        throw .parameterOutOfRange(
          name: "skips[\(place)]", value: "\(skip)",
          range: "a whole number from 2 to \((nodes - 1) / 2)")
      }
      for other in skips[..<place] {
        let product = skip * other % nodes
        guard skip != other, product != 1, product != nodes - 1 else {
          throw .parameterOutOfRange(
            name: "skips[\(place)]", value: "\(skip)",
            range: "another skip: \(other) and \(skip) make the same graph of \(nodes) nodes")
        }
      }
    }
  }
}
