import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadGraphMLTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func input(_ direction: String = "undirected") throws -> [String: [StageTrial.Input]] {
    let text = """
      <graphml><key id="c" for="node" attr.name="club"/><key id="x" for="node" attr.name="x"/>
      <key id="w" for="edge" attr.name="weight"/><graph edgedefault="\(direction)">
      <node id="u"><data key="c">10</data><data key="x">0.5</data></node>
      <node id="v"><data key="x">-1</data></node>
      <node id="w"><data key="c">9</data><data key="x">True</data></node>
      <edge source="v" target="u"><data key="w">2</data></edge>
      <edge source="u" target="v"><data key="w">3</data></edge>
      <edge source="w" target="w"><data key="w">1</data></edge></graph></graphml>
      """
    return ["graph": try trial.file("g.graphml", text)]
  }

  @Test func `graph, names, classes and features arrive`() throws {
    let outputs = try trial.run(
      "load.graphml", ["weight": "weight", "label": "club", "features": ["x", "x"]], input())
    let graph = try trial.read(Graph.self, outputs["graph"])
    #expect(graph.nodeCount == 3 && graph.edgeCount == 1 && graph.weights == [5])
    let names = try trial.read(Table.self, outputs["nodes"])
    #expect(names.columns == [.init("id", .texts(["u", "v", "w"]))])
    let labels = try trial.read(Labels.self, outputs["labels"])
    #expect(labels.classNames == ["9", "10"] && labels.classes == [1, Labels.hidden, 0])
    let features = try trial.read(NumberArray.self, outputs["features"])
    #expect(features.shape == [3, 2] && features.doubles == [0.5, 0.5, -1, -1, 1, 1])
  }

  @Test func `the file says whether edges lead one way, and what is not asked for is not there`()
    throws
  {
    let outputs = try trial.run("load.graphml", [:], input("directed"))
    #expect(Set(outputs.keys) == ["graph", "nodes"])
    let graph = try trial.read(Graph.self, outputs["graph"])
    #expect(graph.isDirected && graph.edgeCount == 2 && graph.weights == nil)
  }

  @Test func `an attribute that is not there or not a number is named`() throws {
    #expect(
      try trial.failure("load.graphml", ["label": "klub"], input())
        .contains("node attribute \"klub\": is missing; the file has \"club\", \"x\""))
    #expect(
      try trial.failure("load.graphml", ["features": ["club"]], input())
        .contains("g.graphml: node 1, club: has no value"))
  }
}
