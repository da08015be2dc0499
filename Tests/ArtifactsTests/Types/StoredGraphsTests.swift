import Artifacts
import Geometry
import Store
import Testing

@Suite("Stored collections of graphs")
struct StoredGraphsTests {
  private let store: ScratchStore

  init() throws { store = try ScratchStore() }

  private func collection(of count: Int) throws -> GraphCollection {
    // Graph g is a path of g + 1 nodes.
    var (nodes, edgeOffsets): ([Int], [Int]) = ([0], [0])
    var edges: [Graph.Edge] = []
    for graph in 0..<count {
      edges += (0..<Int32(graph)).map { Graph.Edge($0, $0 + 1) }
      nodes.append(nodes[graph] + graph + 1)
      edgeOffsets.append(edges.count)
    }
    let nodeCount = nodes[count]
    return try GraphCollection(
      nodeOffsets: nodes, edgeOffsets: edgeOffsets, edges: edges,
      attributes: .init(
        weights: edges.indices.map { Double($0) + 0.5 },
        nodeFeatures: .init(width: 3, values: (0..<3 * nodeCount).map(Double.init)),
        nodeLabels: .init(width: 1, values: (0..<Int32(nodeCount)).map { $0 % 5 }),
        edgeFeatures: .init(width: 2, values: (0..<2 * edges.count).map { -Double($0) }),
        edgeLabels: .init(width: 1, values: (0..<Int32(edges.count)).map { $0 % 3 }),
        graphFeatures: .init(width: 1, values: (0..<count).map(Double.init))))
  }

  @Test("a collection comes back as it went in, with the lines a user reads")
  func roundTrip() throws {
    let graphs = try collection(of: 7)
    #expect(try store.roundTrip(graphs) == graphs)
    #expect(
      graphs.artifactSummary
        == "7 graphs, 28 nodes, 21 edges, undirected, weighted, 3 node features, 2 edge features, 1 graph feature"
    )
    #expect(
      graphs.artifactDetails == ["nodes a graph: 1 … 7, mean 4", "edges a graph: 0 … 6, mean 3"])
    let plain = try GraphCollection(
      nodeOffsets: [0, 2], edgeOffsets: [0, 1], edges: [.init(1, 0)], isDirected: true)
    #expect(try store.roundTrip(plain) == plain)
    #expect(plain.artifactSummary == "1 graph, 2 nodes, 1 edge, directed")
  }

  @Test("any stretch is what the whole collection has there")
  func stretches() throws {
    let graphs = try collection(of: 9)
    let stored = try StoredGraphs(store.reader(graphs))
    #expect(stored.count == 9 && !stored.isDirected)
    for range in [0..<9, 3..<4, 8..<9, 0..<0, 2..<7] {
      #expect(try stored.graphs(range) == graphs.graphs(range), "\(range)")
    }
  }

  @Test("arrays that make no collection are refused, and name the array")
  func foreign() throws {
    let cases:
      [(nodes: [Int64], edgeOffsets: [Int64], ends: [Int32], labels: [Int32], array: String)] = [
        ([0, 2], [0, 1], [0, 2], [0, 0], "edges"), ([0, 2], [0, 1], [1, 0], [0, 0], "edges"),
        ([0, 2], [0, 2], [0, 1], [0, 0], "edgeOffsets"),
        ([1, 2], [0, 1], [0, 1], [0, 0], "node"),
        ([0, 2, 1], [0, 1, 1], [0, 1], [0, 0], "nodeOffsets"), ([], [], [], [], "nodeOffsets"),
        ([0, .max], [0, 1], [0, 1], [0, 0], "nodeOffsets"),
        ([0, 2], [0, 1, 1], [0, 1], [0, 0], "edgeOffsets"),
        ([0, 2], [0, 1], [0, 1], [0], "nodeLabels"),
      ]
    for (nodes, edgeOffsets, ends, labels, array) in cases {
      let reader = try store.reader(GraphCollection.artifactType) {
        try $0.write("directed", [UInt8(0)])
        try $0.write("nodeOffsets", nodes)
        try $0.write("edgeOffsets", edgeOffsets)
        try $0.write("edges", ends, shape: [ends.count / 2, 2])
        try $0.write("nodeLabels", labels, shape: [labels.count, 1])
      }
      let error = artifactError { _ = try GraphCollection(from: reader) }
      #expect(error?.message.contains("array \(array)") == true, "\(error?.message ?? "")")
    }
  }

  @Test("what differs is told by graphs, edges and tables")
  func differences() throws {
    let old = try collection(of: 4)
    var attributes = old.attributes
    attributes.nodeFeatures = .init(width: 3, values: (0..<30).map { $0 == 7 ? 9 : Double($0) })
    attributes.edgeLabels = nil
    let new = try GraphCollection(
      nodeOffsets: old.nodeOffsets, edgeOffsets: old.edgeOffsets,
      edges: old.edges.dropLast() + [.init(1, 3)], attributes: attributes)
    let findings = GraphCollection.differences(from: old, to: new)
    #expect(findings.map(\.subject) == ["structure", "node features", "edge labels"])
    #expect(
      findings["structure"]?.text
        == "1 of 4 graphs have other nodes or edges, the first is graph 3")
    #expect(findings["node features"]?["largest_absolute_at"] == .string("node 2, column 1"))
    #expect(findings["edge labels"]?.text == "1 column → none")
    let fewer = GraphCollection.differences(from: old, to: try old.graphs(0..<3))
    #expect(fewer.map(\.subject) == ["graphs", "nodes", "edges"])
  }

  @Test("an empty graph and a feature that is no number break promises")
  func promises() throws {
    let graphs = try GraphCollection(
      nodeOffsets: [0, 2, 2], edgeOffsets: [0, 0, 0], edges: [],
      attributes: .init(nodeFeatures: .init(width: 2, values: [1, 2, 3, .nan])))
    let origin = ArtifactOrigin(nil) { _ in nil }
    #expect(
      try graphs.brokenPromises(origin) == ["graph 1 has no node", "feature 1 of node 1 is nan"])
    #expect(try collection(of: 3).brokenPromises(origin).isEmpty)
  }
}
