extension GraphGenerators {
  /// The friendships in a university karate club that split in two: 34 nodes, 78 edges.
  ///
  /// W. W. Zachary, "An Information Flow Model for Conflict and Fission in Small Groups", Journal
  /// of Anthropological Research 33 (1977). Node 0 is the instructor, node 33 the officer; block 0
  /// holds the members who joined the instructor's club after the split, block 1 the officer's.
  public static func karateClub() throws(GraphError) -> Labelled {
    let edges = karateNeighbours.enumerated().flatMap { node, lower in
      lower.map { Graph.Edge($0, Int32(node)) }
    }
    var blocks = [Int32](repeating: 0, count: karateNeighbours.count)
    for node in [9, 14, 15, 18, 20] + Array(22..<34) { blocks[node] = 1 }
    return Labelled(
      graph: try Graph(nodeCount: karateNeighbours.count, edges: edges), blocks: blocks)
  }

  /// The lower-numbered friends of each member.
  private static let karateNeighbours: [[Int32]] = [
    [], [0], [0, 1], [0, 1, 2], [0], [0], [0, 4, 5], [0, 1, 2, 3], [0, 2], [2],
    [0, 4, 5], [0], [0, 3], [0, 1, 2, 3], [], [], [5, 6], [0, 1], [], [0, 1],
    [], [0, 1], [], [], [], [23, 24], [], [2, 23, 24], [2], [23, 26],
    [1, 8], [0, 24, 25, 28], [2, 8, 14, 15, 18, 20, 22, 23, 29, 30, 31],
    [8, 9, 13, 14, 15, 18, 19, 20, 22, 23, 26, 27, 28, 29, 30, 31, 32],
  ]
}
