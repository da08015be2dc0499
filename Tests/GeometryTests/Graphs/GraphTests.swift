import Geometry
import Numerics
import Testing

@Suite struct GraphTests {
  @Test func anEndpointOutOfRangeIsNamedWithItsEdge() {
    #expect(throws: GraphError.endpointOutOfRange(edge: 1, node: 3, nodeCount: 3)) {
      try Graph(nodeCount: 3, edges: [.init(0, 1), .init(3, 1)])
    }
    #expect(throws: GraphError.endpointOutOfRange(edge: 0, node: -1, nodeCount: 3)) {
      try Graph(nodeCount: 3, edges: [.init(0, -1)])
    }
    #expect(
      GraphError.endpointOutOfRange(edge: 1, node: 3, nodeCount: 3).description
        == "Edge 1 names node 3, but the graph has 3 nodes (0 to 2)."
        + " Correct the edge or add the node.")
  }

  @Test func wrongWeightsAreNamedWithTheirEdge() {
    let edges: [Graph.Edge] = [.init(0, 1), .init(1, 2)]
    #expect(throws: GraphError.weightCount(weights: 1, edges: 2)) {
      try Graph(nodeCount: 3, edges: edges, weights: [1])
    }
    #expect(throws: GraphError.weightOutOfRange(edge: 1, weight: -1)) {
      try Graph(nodeCount: 3, edges: edges, weights: [1, -1])
    }
    #expect(throws: GraphError.weightOutOfRange(edge: 1, weight: .infinity)) {
      try Graph(nodeCount: 3, edges: edges, weights: [1, .infinity])
    }
    #expect(throws: GraphError.mergedWeightInfinite(source: 0, target: 1)) {
      try Graph(nodeCount: 2, edges: [.init(0, 1), .init(1, 0)], weights: [1e308, 1e308])
    }
  }

  @Test func undirectedEdgesComeToNormalForm() throws {
    let edges: [Graph.Edge] = [
      .init(2, 1), .init(0, 2), .init(1, 2), .init(1, 1), .init(3, 0), .init(0, 2),
    ]
    let graph = try Graph(nodeCount: 5, edges: edges)
    #expect(graph.edges == [.init(0, 2), .init(0, 3), .init(1, 2)])
    #expect(graph.weights == nil)
    #expect(graph == (try Graph(nodeCount: 5, edges: edges.reversed())))
    let weights: [Double] = [1, 2, 4, 8, 16, 32]
    #expect(try Graph(nodeCount: 5, edges: edges, weights: weights).weights == [34, 16, 5])
    let largest = try Graph(nodeCount: 5, edges: edges, weights: weights, merging: .maximum)
    #expect(largest.weights == [32, 16, 4])
  }

  @Test func directedEdgesKeepTheirDirection() throws {
    let graph = try Graph(
      nodeCount: 3, edges: [.init(2, 0), .init(0, 2), .init(2, 0), .init(1, 1), .init(0, 1)],
      isDirected: true)
    #expect(graph.edges == [.init(0, 1), .init(0, 2), .init(2, 0)])
    #expect(graph.degrees == [2, 0, 1])
    #expect(graph.adjacency.columnIndices == [1, 2, 0])
  }

  @Test func structureFollowsFromTheEdges() throws {
    let graph = try Graph(
      nodeCount: 6, edges: [.init(5, 3), .init(1, 4), .init(4, 3)], weights: [2, 3, 5])
    #expect(graph.degrees == [0, 1, 0, 2, 2, 1])
    #expect(graph.weightedDegrees == [0, 3, 0, 7, 8, 2])
    #expect(graph.components == [0, 1, 2, 1, 1, 1])
    #expect(graph.isolatedNodes == [0, 2])
    let adjacency = graph.adjacency
    #expect(Bool(adjacency.isSymmetric(tolerance: 0)))
    #expect(adjacency.rowSums == graph.weightedDegrees)
    #expect(adjacency.nonzeroCount == 6)
  }

  @Test func aGraphWithoutNodesIsAGraph() throws {
    let graph = try Graph(nodeCount: 0, edges: [])
    #expect(graph.components.isEmpty)
    #expect(graph.adjacency.rows == 0)
    #expect(throws: GraphError.sizeOutOfRange(nodeCount: -1, edgeCount: 0)) {
      try Graph(nodeCount: -1, edges: [])
    }
  }
}
