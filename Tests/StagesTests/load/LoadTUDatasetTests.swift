import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadTUDatasetTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private static let files = [
    "D_A.txt": "1, 2\n2, 1\n3, 4\n4, 3\n", "D_graph_indicator.txt": "1\n1\n2\n2\n",
    "D_graph_labels.txt": "2\n-1\n", "D_node_labels.txt": "0\n1\n1\n1\n",
    "D_node_attributes.txt": "0.5\n1\n1.5\n2\n", "README.txt": "what this is\n",
  ]

  private func inputs(_ files: [String: String] = files) throws -> [String: [StageTrial.Input]] {
    ["files": try files.sorted { $0.key < $1.key }.flatMap { try trial.file($0.key, $0.value) }]
  }

  @Test func `graphs and their classes, which are sorted as numbers`() throws {
    let outputs = try trial.run("load.tudataset", [:], inputs())
    let graphs = try trial.read(GraphCollection.self, outputs["graphs"])
    #expect(graphs.count == 2 && graphs.edges == [.init(0, 1), .init(0, 1)])
    #expect(graphs.attributes.nodeFeatures?.values == [1, 0, 0, 1, 0, 1, 0, 1])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classNames == ["-1", "2"] && labels.classes == [1, 0])
  }

  @Test func `attributes are features when they are asked for`() throws {
    let outputs = try trial.run("load.tudataset", ["node_features": "both"], inputs())
    let graphs = try trial.read(GraphCollection.self, outputs["graphs"])
    #expect(
      graphs.attributes.nodeFeatures?.values == [0.5, 1, 0, 1, 0, 1, 1.5, 0, 1, 2, 0, 1])
    #expect(
      try trial.failure("load.tudataset", ["edge_features": "attributes"], inputs())
        .contains("D_edge_attributes.txt: is not among the files"))
  }

  @Test func `a set without classes has no labels`() throws {
    let plain = Self.files.filter { $0.key != "D_graph_labels.txt" }
    #expect(
      try trial.failure("load.tudataset", [:], inputs(plain))
        .contains("D_graph_labels.txt: is not among the files; connect it, too, or set `labels`"))
    let outputs = try trial.run("load.tudataset", ["labels": false], inputs(plain))
    #expect(outputs.keys.sorted() == ["graphs"])
  }

  @Test func `the direction is an error where it must be both`() throws {
    var files = Self.files
    files["D_A.txt"] = "1, 2\n2, 1\n3, 4\n"
    #expect(
      try trial.failure("load.tudataset", ["direction": "undirected"], inputs(files))
        .contains("D_A.txt:3: the edge from node 3 to node 4 is not listed the other way"))
    let outputs = try trial.run("load.tudataset", [:], inputs(files))
    #expect(try trial.read(GraphCollection.self, outputs["graphs"]).isDirected)
  }
}
