import Artifacts
import Geometry
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphEncodingStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `encodings are fields, a channel each`() throws {
    let club = try GraphGenerators.karateClub().graph
    let input = ["graph": try artifact(trial.store(club))]
    for (word, wanted) in [
      ("laplacian", try GraphEncodings.laplacian(of: club, count: 5)),
      ("random_walk", try GraphEncodings.randomWalk(of: club, count: 5)),
    ] {
      let outputs = try trial.run(
        "graph.encoding", ["encoding": .string(word), "count": 5], input)
      let found = try trial.read(FieldArtifact.self, outputs["encoding"])
      #expect((found.name, found.channels, found.count) == (word, 5, 34))
      #expect(found.values == wanted.values)
    }
  }

  @Test func `nodes of many graphs get the encodings of their own graph beside their features`()
    throws
  {
    let features = GraphCollection.Rows(width: 1, values: [7, 8, 9, 4, 5, 6, 3].map(Double.init))
    let graphs = try GraphCollection(
      nodeOffsets: [0, 3, 3, 7], edgeOffsets: [0, 2, 2, 6],
      edges: [
        .init(0, 1), .init(1, 2), .init(0, 1), .init(0, 3), .init(1, 2), .init(2, 3),
      ], attributes: .init(nodeFeatures: features))
    for word in ["laplacian", "random_walk"] {
      let outputs = try trial.run(
        "graphs.encoding", ["encoding": .string(word), "count": 2],
        ["graphs": artifact(trial.store(graphs))])
      let found = try trial.read(GraphCollection.self, outputs["graphs"])
      #expect(found.edges == graphs.edges && found.nodeOffsets == graphs.nodeOffsets)
      let rows = try #require(found.attributes.nodeFeatures)
      #expect(rows.width == 3)
      for item in [0, 2] {
        let graph = try graphs.graph(item)
        let wanted =
          word == "laplacian"
          ? try GraphEncodings.laplacian(of: graph, count: 2)
          : try GraphEncodings.randomWalk(of: graph, count: 2)
        for (row, node) in graphs.nodes(of: item).enumerated() {
          #expect(
            Array(rows.values[node * 3..<node * 3 + 3])
              == [features.values[node], wanted[row, 0], wanted[row, 1]])
        }
      }
    }
  }

  @Test func `a model learns from encodings`() throws {
    let made = try trial.run("make.graph", ["model": "karate_club"])
    let input = ["graph": try artifact(made["graph"])]
    let encoding = try trial.run("graph.encoding", ["count": 2], input)
    let parts = try trial.run("split", [:], ["labels": artifact(made["labels"])])
    let features = try artifact(encoding["encoding"])
    let spread = try trial.run("graph.operator", [:], input)["operator"]
    let operators = try artifact(spread, name: "spread")
    let model = try trial.run(
      "train",
      [
        "model": [
          "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
          "blocks": [["linear": ["channels": "classes"]]],
        ], "epochs": 100, "learning_rate": 0.1,
      ],
      [
        "features": features, "operators": operators, "labels": artifact(parts["training"]),
        "split": artifact(parts["split"]),
      ])["model"]
    let predicted = try trial.run(
      "predict", [:],
      ["model": artifact(model), "features": features, "operators": operators])
    #expect(!predicted.isEmpty)
  }

  @Test func `colours are classes`() throws {
    let path = try Graph(nodeCount: 5, edges: (0..<4).map { .init($0, $0 + 1) })
    let input = ["graph": try artifact(trial.store(path))]
    func colours(
      _ parameters: ParameterValue = [:], _ inputs: [String: [StageTrial.Input]]
    ) throws -> Labels {
      try trial.read(
        Labels.self, trial.run("graph.colours", parameters, inputs)["colours"])
    }
    let stable = try colours([:], input)
    #expect(stable.classNames == ["0", "1", "2"])
    #expect(stable.classes[0] == stable.classes[4] && stable.classes[1] == stable.classes[3])
    #expect(try colours(["rounds": 0], input).classNames == ["0"])
    #expect(try colours(["rounds": 1], input).classNames == ["0", "1"])
    // A label at one end takes the symmetry away.
    let labels = try trial.store(
      Labels(classes: [1, 0, 0, 0, 0], classNames: ["plain", "marked"]))
    let marked = try colours([:], input.merging(["labels": artifact(labels)]) { $1 })
    #expect(marked.classNames.count == 5)
    let weighted = try Graph(
      nodeCount: 5, edges: path.edges, weights: [1, 1, 1, 2])
    let other = ["graph": try artifact(trial.store(weighted))]
    #expect(try colours([:], other).classNames.count == 3)
    #expect(try colours(["weights": true], other).classNames.count == 5)
  }

  @Test func `what has no encoding is refused`() throws {
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    let input = ["graph": try artifact(trial.store(directed))]
    #expect(try trial.failure("graph.encoding", [:], input).contains("no Laplacian encodings"))
    let labels = try trial.store(Labels(classes: [0], classNames: ["one"]))
    #expect(
      try trial.failure(
        "graph.colours", [:], input.merging(["labels": artifact(labels)]) { $1 }
      ).contains("one for each of the 2 nodes"))
  }
}
