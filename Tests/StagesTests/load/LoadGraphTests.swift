import Artifacts
import Geometry
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadGraphTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func edges(_ text: String = "src,dst\n0,1\n1,2\n2,0\n2,3\n") throws -> [StageTrial.Input]
  {
    try trial.file("edges.csv", text)
  }

  @Test func `edges, labels, split and features arrive as written`() throws {
    let outputs = try trial.run(
      "load.graph", [:],
      [
        "edges": edges(),
        "labels": trial.file(
          "labels.csv", "node,label,split\n3,10,test\n0,9,train\n1,10,val\n2,9,none\n"),
        "features": trial.file(
          "x.mtx", "%%MatrixMarket matrix coordinate pattern general\n4 2 3\n1 1\n1 2\n4 2\n"),
      ])
    let graph = try trial.read(Graph.self, outputs["graph"])
    #expect(graph.nodeCount == 4)
    #expect(graph.edgeCount == 4)
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classNames == ["9", "10"], "numbers are ordered by value")
    #expect(labels.classes == [0, 1, 0, 1])
    let split = try trial.read(Split.self, outputs["split"])
    #expect((split.train, split.validation, split.test) == ([0], [1], [3]))
    let features = try trial.read(SparseMatrix<Double>.self, outputs["features"])
    #expect(features[0, 0] == 0.5 && features[0, 1] == 0.5 && features[3, 1] == 1)
    #expect(features.rowSums == [1, 0, 0, 1])
  }

  @Test func `edges alone give a graph alone`() throws {
    #expect(Set(try trial.run("load.graph", [:], ["edges": edges()]).keys) == ["graph"])
  }

  @Test func `labels without a column of parts give an empty split`() throws {
    let outputs = try trial.run(
      "load.graph", [:],
      ["edges": edges(), "labels": trial.file("l.csv", "node,label\n0,a\n")])
    let split = try trial.read(Split.self, outputs["split"])
    #expect(split.train.isEmpty && split.validation.isEmpty && split.test.isEmpty)
    #expect(try trial.read(Labels.self, outputs["labels"]).classes == [0, -1, -1, -1])
  }

  @Test func `a missing column is named with the nearest there is`() throws {
    let message = try trial.failure("load.graph", [:], ["edges": edges("src,dts\n0,1\n")])
    #expect(message.contains("edges.csv:1: column \"dst\": is missing"), "\(message)")
    #expect(message.contains("did you mean \"dts\"?"))
  }

  @Test func `a negative node, a node beyond the last and a node told twice are refused`() throws {
    #expect(
      try trial.failure("load.graph", [:], ["edges": edges("src,dst\n0,-1\n")])
        .contains("row 1: names node -1"))
    #expect(
      try trial.failure("load.graph", ["nodes": 3], ["edges": edges()]).contains("edges.csv"))
    #expect(
      try trial.failure(
        "load.graph", [:],
        ["edges": edges(), "labels": trial.file("l.csv", "node,label\n1,a\n1,b\n")]
      ).contains("row 2: names node 1 again"))
  }
}
