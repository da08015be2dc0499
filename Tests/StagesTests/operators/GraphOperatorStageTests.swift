import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphOperatorStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func matrix(
    _ graph: Graph, _ parameters: ParameterValue = [:]
  ) throws -> OperatorArtifact {
    let outputs = try trial.run(
      "graph.operator", parameters, ["graph": artifact(trial.store(graph))])
    return try trial.read(OperatorArtifact.self, outputs["operator"])
  }

  private func isClose(_ found: OperatorArtifact, _ wanted: [Double]) -> Bool {
    let entries = found.matrix.dense().values
    return entries.count == wanted.count
      && zip(entries, wanted).allSatisfy { abs($0 - $1) < 1e-15 }
  }

  private let root = 0.5.squareRoot()

  @Test func `the matrices of a path of three nodes are as defined`() throws {
    let path = try Graph(nodeCount: 3, edges: [.init(0, 1), .init(1, 2)])
    let cases: [(name: String, entries: [Double])] = [
      ("adjacency", [0, 1, 0, 1, 0, 1, 0, 1, 0]),
      ("random_walk_adjacency", [0, 1, 0, 0.5, 0, 0.5, 0, 1, 0]),
      ("laplacian", [1, -1, 0, -1, 2, -1, 0, -1, 1]),
      ("symmetric_laplacian", [1, -root, 0, -root, 1, -root, 0, -root, 1]),
      ("random_walk_laplacian", [1, -1, 0, -0.5, 1, -0.5, 0, -1, 1]),
    ]
    for (name, entries) in cases {
      let found = try matrix(path, ["operator": .string(name)])
      #expect(found.kind == name)
      #expect(isClose(found, entries), "\(name): \(found.matrix.dense().values)")
    }
  }

  @Test func `the normalized adjacency of a path has a loop at each node, or none`() throws {
    let path = try Graph(nodeCount: 3, edges: [.init(0, 1), .init(1, 2)])
    let (third, tie): (Double, Double) = (1 / 3, (1 / 6.0).squareRoot())
    let looped = try matrix(path)
    #expect(looped.kind == "normalized_adjacency")
    #expect(isClose(looped, [0.5, tie, 0, tie, third, tie, 0, tie, 0.5]))
    let bare = try matrix(path, ["self_loops": 0])
    #expect(isClose(bare, [0, root, 0, root, 0, root, 0, root, 0]))
  }

  @Test func `loops stand in whatever operator is asked for`() throws {
    let edge = try Graph(nodeCount: 2, edges: [.init(0, 1)])
    let cases: [(name: String, entries: [Double])] = [
      ("adjacency", [3, 1, 1, 3]), ("normalized_adjacency", [0.75, 0.25, 0.25, 0.75]),
      ("random_walk_adjacency", [0.75, 0.25, 0.25, 0.75]), ("laplacian", [1, -1, -1, 1]),
      ("symmetric_laplacian", [0.25, -0.25, -0.25, 0.25]),
      ("random_walk_laplacian", [0.25, -0.25, -0.25, 0.25]),
    ]
    for (name, entries) in cases {
      let found = try matrix(edge, ["operator": .string(name), "self_loops": 3])
      #expect(isClose(found, entries), "\(name): \(found.matrix.dense().values)")
    }
  }

  @Test func `rows of a directed graph are what leaves a node`() throws {
    let graph = try Graph(
      nodeCount: 3, edges: [.init(0, 1), .init(0, 2), .init(1, 2)], isDirected: true)
    let walk = try matrix(graph, ["operator": "random_walk_adjacency"])
    #expect(isClose(walk, [0, 0.5, 0.5, 0, 0, 1, 0, 0, 0]))
    let laplacian = try matrix(graph, ["operator": "random_walk_laplacian"])
    #expect(isClose(laplacian, [1, -0.5, -0.5, 0, 1, -1, 0, 0, 0]))
  }

  @Test func `the roots of the degrees are a fixed point of the normalized adjacency`() throws {
    let club = try GraphGenerators.karateClub().graph
    let roots = club.degrees.map { (Double($0) + 1).squareRoot() }
    let found = try matrix(club).matrix
    for (a, b) in zip(found.multiplied(by: roots), roots) { #expect(abs(a - b) < 1e-13) }
    #expect(Bool(found.isSymmetric(tolerance: 0)))
  }

  @Test func `weights count, and a node without edges has an empty row`() throws {
    let graph = try Graph(nodeCount: 3, edges: [.init(0, 1)], weights: [4])
    let plain = try matrix(graph, ["operator": "laplacian"])
    #expect(isClose(plain, [4, -4, 0, -4, 4, 0, 0, 0, 0]))
    let scaled = try matrix(graph, ["operator": "symmetric_laplacian"])
    #expect(isClose(scaled, [1, -1, 0, -1, 1, 0, 0, 0, 0]))
  }

  @Test func `what no operator is defined for is refused`() throws {
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    let input = ["graph": try artifact(trial.store(directed))]
    #expect(
      try trial.failure("graph.operator", ["operator": "symmetric_laplacian"], input)
        .contains("its symmetric Laplacian is not defined"))
    #expect(
      try trial.failure("graph.operator", ["operator": "degrees"], input)
        .contains("'degrees' is none of the choices"))
    #expect(
      try trial.failure("graph.operator", ["self_loops": -1], input)
        .contains("-1 is no number at least 0"))
  }
}
