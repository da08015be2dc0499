extension GraphCollection {
  /// One of the graphs, without what is known of its nodes and edges but the weights.
  ///
  /// - Precondition: `graph` is in 0 ..< ``count``.
  /// - Complexity: O(nodes and edges of the graph).
  public func graph(_ graph: Int) throws(GraphError) -> Graph {
    let range = edges(of: graph)
    return try Graph(
      nodeCount: nodes(of: graph).count, edges: Array(edges[range]),
      weights: attributes.weights.map { Array($0[range]) }, isDirected: isDirected)
  }

  /// Some neighbouring graphs, with all that is known of them.
  ///
  /// - Precondition: `graphs` is within 0 ..< ``count``.
  /// - Complexity: O(nodes and edges of those graphs).
  public func graphs(_ graphs: Range<Int>) throws(GraphError) -> GraphCollection {
    let nodes = nodeOffsets[graphs.lowerBound]..<nodeOffsets[graphs.upperBound]
    let edges = edgeOffsets[graphs.lowerBound]..<edgeOffsets[graphs.upperBound]
    return try GraphCollection(
      nodeOffsets: nodeOffsets[graphs.lowerBound...graphs.upperBound].map {
        $0 - nodes.lowerBound
      },
      edgeOffsets: edgeOffsets[graphs.lowerBound...graphs.upperBound].map {
        $0 - edges.lowerBound
      }, edges: Array(self.edges[edges]), isDirected: isDirected,
      attributes: Attributes(
        weights: attributes.weights.map { Array($0[edges]) },
        nodeFeatures: attributes.nodeFeatures?.rows(nodes),
        nodeLabels: attributes.nodeLabels?.rows(nodes),
        edgeFeatures: attributes.edgeFeatures?.rows(edges),
        edgeLabels: attributes.edgeLabels?.rows(edges),
        graphFeatures: attributes.graphFeatures?.rows(graphs)))
  }
}
