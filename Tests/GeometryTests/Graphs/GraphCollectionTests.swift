import Geometry
import Testing

@Suite("Collections of graphs")
struct GraphCollectionTests {
  private typealias Edge = Graph.Edge

  /// A triangle, a single node and a path of three nodes.
  private func collection(
    attributes: GraphCollection.Attributes = .init()
  ) throws -> GraphCollection {
    try GraphCollection(
      nodeOffsets: [0, 3, 4, 7], edgeOffsets: [0, 3, 3, 5],
      edges: [Edge(0, 1), Edge(0, 2), Edge(1, 2), Edge(0, 1), Edge(1, 2)],
      attributes: attributes)
  }

  @Test("a graph of the collection is the graph on its own")
  func graphs() throws {
    let all = try collection(attributes: .init(weights: [1, 2, 3, 4, 5]))
    #expect(all.count == 3 && all.nodeCount == 7 && all.edgeCount == 5)
    #expect(all.nodes(of: 2) == 4..<7 && all.edges(of: 1).isEmpty)
    #expect(
      try all.graph(0)
        == Graph(
          nodeCount: 3, edges: [Edge(0, 1), Edge(0, 2), Edge(1, 2)], weights: [1, 2, 3]))
    #expect(try all.graph(1) == Graph(nodeCount: 1, edges: [], weights: []))
    #expect(
      try all.graph(2) == Graph(nodeCount: 3, edges: [Edge(0, 1), Edge(1, 2)], weights: [4, 5]))
  }

  @Test("a stretch has the rows of its own nodes, edges and graphs")
  func stretch() throws {
    let all = try collection(
      attributes: .init(
        nodeFeatures: .init(width: 2, values: (0..<14).map(Double.init)),
        nodeLabels: .init(width: 1, values: [0, 1, 2, 3, 4, 5, 6]),
        edgeFeatures: .init(width: 1, values: [0, 1, 2, 3, 4]),
        edgeLabels: .init(width: 1, values: [5, 6, 7, 8, 9]),
        graphFeatures: .init(width: 1, values: [0.5, 1.5, 2.5])))
    let part = try all.graphs(1..<3)
    #expect(part.nodeOffsets == [0, 1, 4] && part.edgeOffsets == [0, 0, 2])
    #expect(part.edges == [Edge(0, 1), Edge(1, 2)])
    #expect(part.attributes.nodeFeatures?.values == (6..<14).map(Double.init))
    #expect(part.attributes.nodeLabels?.values == [3, 4, 5, 6])
    #expect(part.attributes.edgeFeatures?.values == [3, 4])
    #expect(part.attributes.edgeLabels?.values == [8, 9])
    #expect(part.attributes.graphFeatures?.values == [1.5, 2.5])
    #expect(try all.graphs(0..<3) == all)
    #expect(try all.graphs(2..<2).count == 0)
  }

  @Test(
    "arrays that do not fit together are refused",
    arguments: [
      ([], [], []), ([1, 2], [0, 0], []), ([0, 2, 1], [0, 0, 0], []), ([0, 3], [0, 0, 0], []),
      ([0, 3], [0, 2], [Edge(0, 1)]), ([0, 3], [0, 1], [Edge(0, 3)]),
      ([0, 3], [0, 1], [Edge(-1, 1)]), ([0, 3], [0, 1], [Edge(1, 0)]),
      ([0, 3], [0, 1], [Edge(1, 1)]), ([0, 3], [0, 2], [Edge(0, 1), Edge(0, 1)]),
      ([0, 3], [0, 2], [Edge(1, 2), Edge(0, 1)]),
      ([0, 3, 6], [0, 1, 2], [Edge(0, 1), Edge(3, 4)]),
      ([0, Int.max], [0, 1], [Edge(0, 1)]),
    ] as [([Int], [Int], [Graph.Edge])])
  func refused(nodes: [Int], edgeOffsets: [Int], edges: [Graph.Edge]) {
    #expect(throws: GraphError.self) {
      try GraphCollection(nodeOffsets: nodes, edgeOffsets: edgeOffsets, edges: edges)
    }
  }

  @Test("tables of another length and weights out of range are refused")
  func tables() {
    let cases: [GraphCollection.Attributes] = [
      .init(weights: [1, 1, 1, 1]), .init(weights: [1, 1, 1, 1, -1]),
      .init(weights: [1, 1, 1, 1, .nan]), .init(nodeFeatures: .init(width: 2, values: [1])),
      .init(nodeLabels: .init(width: 0, values: [])),
      .init(edgeFeatures: .init(width: 1, values: [1, 2, 3])),
      .init(edgeLabels: .init(width: -1, values: [1, 2, 3, 4, 5])),
      .init(graphFeatures: .init(width: Int.max, values: [])),
    ]
    for attributes in cases {
      #expect(throws: GraphError.self) { try collection(attributes: attributes) }
    }
  }

  @Test("edges of directed graphs may lead both ways")
  func directed() throws {
    let graphs = try GraphCollection(
      nodeOffsets: [0, 2], edgeOffsets: [0, 2], edges: [Edge(0, 1), Edge(1, 0)], isDirected: true)
    #expect(try graphs.graph(0).edgeCount == 2)
  }
}
