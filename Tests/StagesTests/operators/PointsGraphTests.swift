import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct PointsGraphTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func input() throws -> [String: [StageTrial.Input]] {
    let points = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 0, 0]], faces: [])
    return ["mesh": try artifact(trial.store(points))]
  }

  private func graph(_ parameters: ParameterValue) throws -> Graph {
    try trial.read(Graph.self, trial.run("points.graph", parameters, input())["graph"])
  }

  @Test func `neighbours are joined by either, by both or one way`() throws {
    let union = try graph(["neighbours": 2])
    #expect(union.edges == [.init(0, 1), .init(0, 2), .init(0, 3), .init(1, 2), .init(1, 3)])
    #expect(union.weights == nil)
    let mutual = try graph(["neighbours": 2, "symmetry": "mutual"])
    #expect(mutual.edges == [.init(0, 1), .init(0, 2), .init(1, 2)])
    let directed = try graph(["neighbours": 1, "symmetry": "directed", "weights": "length"])
    #expect(directed.edges == [.init(0, 1), .init(1, 0), .init(2, 0), .init(3, 1)])
    #expect(directed.weights == [1, 1, 1, 4])
  }

  @Test func `a radius joins all pairs within it`() throws {
    let near = try graph(["rule": "radius", "radius": 1, "weights": "length"])
    #expect(near.edges == [.init(0, 1), .init(0, 2)])
    #expect(near.weights == [1, 1])
    #expect(near.nodeCount == 4)
    #expect(
      try trial.failure("points.graph", ["rule": "radius"], input()).contains("must be more than 0")
    )
  }
}
