extension GraphCollection {
  /// Offsets ascend from 0 to the ends of the arrays.
  func checkOffsets() throws(GraphError) {
    try Self.check(nodeOffsets, "node")
    try Self.check(edgeOffsets, "edge")
    guard nodeOffsets.count == edgeOffsets.count else {
      throw .collection(
        problem:
          "has \(nodeOffsets.count) offsets of nodes and \(edgeOffsets.count) of edges. Give one more than graphs of each."
      )
    }
    guard edgeOffsets.last == edges.count else {
      throw .collection(
        problem:
          "has \(edges.count) edges, but its offsets end at \(edgeOffsets.last ?? 0). Give the end of the last graph."
      )
    }
    guard nodeCount < Int(Int32.max), nodeCount + 2 * edges.count < Int(Int32.max) else {
      throw .sizeOutOfRange(nodeCount: nodeCount, edgeCount: edges.count)
    }
  }

  private static func check(_ offsets: [Int], _ what: String) throws(GraphError) {
    guard offsets.first == 0 else {
      throw .collection(
        problem: "has offsets of \(what)s that do not start at 0. The first graph starts at 0.")
    }
    for graph in 1..<max(offsets.count, 1) where offsets[graph] < offsets[graph - 1] {
      throw .collection(
        problem:
          "has \(what)s of graph \(graph - 1) that end before they begin. Offsets must ascend.")
    }
  }

  /// Every table has the rows that it needs.
  func checkAttributes() throws(GraphError) {
    try Self.check(attributes.nodeFeatures, nodeCount, "features", "nodes")
    try Self.check(attributes.nodeLabels, nodeCount, "labels", "nodes")
    try Self.check(attributes.edgeFeatures, edges.count, "features", "edges")
    try Self.check(attributes.edgeLabels, edges.count, "labels", "edges")
    try Self.check(attributes.graphFeatures, count, "features", "graphs")
    guard let weights = attributes.weights else { return }
    guard weights.count == edges.count else {
      throw .weightCount(weights: weights.count, edges: edges.count)
    }
    if let bad = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw .weightOutOfRange(edge: bad, weight: weights[bad])
    }
  }

  private static func check<Value>(
    _ rows: Rows<Value>?, _ count: Int, _ noun: String, _ what: String
  ) throws(GraphError) {
    guard let rows else { return }
    let (needed, overflow) = count.multipliedReportingOverflow(by: rows.width)
    guard rows.width > 0, !overflow, rows.values.count == needed else {
      throw .collection(
        problem:
          "has \(rows.values.count) \(noun) in \(rows.width) columns for \(count) \(what). Give one row for each."
      )
    }
  }

  /// A graph's edges join its nodes and are in normal form.
  func checkEdges(of graph: Int) throws(GraphError) {
    let size = UInt32(nodes(of: graph).count)
    var last = Graph.Edge(-1, -1)
    for index in edges(of: graph) {
      let edge = edges[index]
      for node in [edge.source, edge.target] where UInt32(bitPattern: node) >= size {
        throw .collection(
          problem:
            "has an edge of graph \(graph) that names node \(node), but the graph has \(size) nodes. Correct the edge."
        )
      }
      let isFollowing = (last.source, last.target) < (edge.source, edge.target)
      guard isFollowing, isDirected ? edge.source != edge.target : edge.source < edge.target else {
        throw .collection(
          problem:
            "has edges of graph \(graph) that are not sorted and free of duplicates and self-loops (\(edge.source), \(edge.target)). Sort them as Graph does."
        )
      }
      last = edge
    }
  }
}
