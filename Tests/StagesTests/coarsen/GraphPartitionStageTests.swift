import Artifacts
import Geometry
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphPartitionStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func blocks() throws -> Graph {
    try GraphGenerators.stochasticBlockModel(
      sizes: [60, 60, 60], within: 0.4, between: 0.005, seed: 2
    ).graph
  }

  @Test(arguments: ["automatic", "k_way", "bisection"])
  func `blocks that hardly touch become the parts`(scheme: String) throws {
    let graph = try blocks()
    let outputs = try trial.run(
      "graph.partition", ["parts": 3, "scheme": .string(scheme)],
      ["graph": artifact(trial.store(graph))], seed: 1)
    let parts = try trial.read(Labels.self, outputs["parts"])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect(parts.classNames == ["part 0", "part 1", "part 2"])
    for block in 0..<3 {
      #expect(Set(parts.classes[60 * block..<60 * block + 60]).count == 1)
    }
    let cut = graph.edges.count { parts.classes[Int($0.source)] != parts.classes[Int($0.target)] }
    #expect(metrics["cut"] == Double(cut))
    #expect(metrics["cut_part"] == Double(cut) / Double(graph.edgeCount))
    #expect(metrics["balance"] == 1 && metrics["lightest"] == 60 && metrics["moved"] == 0)
  }

  @Test func `node weights are balanced instead of numbers`() throws {
    let path = try Graph(nodeCount: 100, edges: (0..<99).map { .init($0, $0 + 1) })
    let weights = (0..<100).map { $0 < 50 ? 1.0 : 3.0 }
    let outputs = try trial.run(
      "graph.partition", ["parts": 2],
      [
        "graph": artifact(trial.store(path)),
        "weights": artifact(trial.store(FieldArtifact(name: "load", values: weights))),
      ])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    let heaviest = try #require(metrics["heaviest"])
    #expect(heaviest >= 100 && heaviest <= 103)
  }

  @Test func `what cannot be divided is refused`() throws {
    let graph = try Graph(nodeCount: 3, edges: [.init(0, 1)])
    let input = ["graph": try artifact(trial.store(graph))]
    #expect(
      try trial.failure("graph.partition", ["parts": 4], input)
        .contains("4 parts of a graph of 3 nodes"))
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    #expect(
      try trial.failure(
        "graph.partition", ["parts": 2], ["graph": artifact(trial.store(directed))]
      ).contains("Make the graph undirected"))
    let wide = try FieldArtifact(name: "load", values: [1, 2, 3, 4, 5, 6], channels: 2)
    #expect(
      try trial.failure(
        "graph.partition", ["parts": 2],
        input.merging(["weights": artifact(trial.store(wide))]) { $1 }
      ).contains("has 2 channels"))
  }
}
