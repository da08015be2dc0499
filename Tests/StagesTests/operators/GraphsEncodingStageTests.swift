import Artifacts
import Geometry
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphsEncodingStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// A path of three nodes, a single node, and a cycle of four; two features a node.
  private func graphs(features: Bool = true) throws -> GraphCollection {
    let values = (0..<16).map { Double($0) / 8 }
    return try GraphCollection(
      nodeOffsets: [0, 3, 4, 8], edgeOffsets: [0, 2, 2, 6],
      edges: [
        .init(0, 1), .init(1, 2), .init(0, 1), .init(0, 3), .init(1, 2), .init(2, 3),
      ],
      attributes: .init(nodeFeatures: features ? .init(width: 2, values: values) : nil))
  }

  @Test(arguments: ["laplacian", "random_walk"])
  func `each graph has the encodings of its own, beside its features`(word: String) throws {
    let graphs = try graphs()
    let outputs = try trial.run(
      "graphs.encoding", ["encoding": .string(word), "count": 3],
      ["graphs": artifact(trial.store(graphs))])
    let found = try trial.read(GraphCollection.self, outputs["graphs"])
    let rows = try #require(found.attributes.nodeFeatures)
    #expect(rows.width == 5 && found.edges == graphs.edges)
    for index in 0..<3 {
      let graph = try graphs.graph(index)
      let wanted =
        word == "laplacian"
        ? try GraphEncodings.laplacian(of: graph, count: 3)
        : try GraphEncodings.randomWalk(of: graph, count: 3)
      for (place, node) in graphs.nodes(of: index).enumerated() {
        let row = Array(rows.values[node * 5..<(node + 1) * 5])
        #expect(Array(row[..<2]) == [Double(2 * node) / 8, Double(2 * node + 1) / 8])
        #expect(Array(row[2...]) == (0..<3).map { wanted[place, $0] })
      }
    }
  }

  @Test func `features may be left out, and need not be there`() throws {
    let wanted = try trial.run(
      "graphs.encoding", ["count": 3], ["graphs": artifact(trial.store(graphs(features: false)))])
    let found = try trial.run(
      "graphs.encoding", ["count": 3, "keep": false], ["graphs": artifact(trial.store(graphs()))])
    let alone = try trial.read(GraphCollection.self, found["graphs"]).attributes.nodeFeatures
    #expect(alone?.width == 3)
    #expect(
      try trial.read(GraphCollection.self, wanted["graphs"]).attributes.nodeFeatures == alone)
  }

  @Test func `scaled by its eigenvalue, an eigenvector has the mean square of it`() throws {
    let graphs = try graphs(features: false)
    let outputs = try trial.run(
      "graphs.encoding", ["count": 2, "scaling": "eigenvalue"],
      ["graphs": artifact(trial.store(graphs))])
    let rows = try #require(
      trial.read(GraphCollection.self, outputs["graphs"]).attributes.nodeFeatures)
    // A path of three nodes has 0, 1, 2; a cycle of four 0, 1, 1, 2.
    for (graph, values) in [(0, [1.0, 2]), (2, [1.0, 1])] {
      let nodes = graphs.nodes(of: graph)
      for (channel, value) in values.enumerated() {
        let sum = nodes.reduce(0) {
          $0 + rows.values[$1 * 2 + channel] * rows.values[$1 * 2 + channel]
        }
        #expect(abs(sum / Double(nodes.count) - value * value) < 1e-10)
      }
    }
  }

  @Test func `what has no encoding is refused`() throws {
    let directed = try GraphCollection(
      nodeOffsets: [0, 2], edgeOffsets: [0, 1], edges: [.init(0, 1)], isDirected: true)
    let failure = try trial.failure(
      "graphs.encoding", [:], ["graphs": artifact(trial.store(directed))])
    #expect(failure.contains("no Laplacian encodings"))
  }
}
