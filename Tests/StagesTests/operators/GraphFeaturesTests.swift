import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphFeaturesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func features(
    _ graph: Graph, _ parameters: ParameterValue = [:]
  ) throws -> SparseMatrix<Double> {
    let outputs = try trial.run(
      "graph.features", parameters, ["graph": artifact(trial.store(graph))])
    return try trial.read(SparseMatrix<Double>.self, outputs["features"])
  }

  @Test func `each node of its own has a channel of its own`() throws {
    let graph = try Graph(nodeCount: 5, edges: [.init(0, 3)])
    let found = try features(graph)
    #expect((found.rows, found.columns) == (5, 5))
    for row in 0..<5 {
      for column in 0..<5 { #expect(found[row, column] == (row == column ? 1 : 0)) }
    }
  }

  @Test func `degrees are those of the karate club, and count every friendship twice`() throws {
    let club = try GraphGenerators.karateClub().graph
    let found = try features(club, ["features": "degree"])
    #expect((found.rows, found.columns) == (34, 1))
    #expect((found[0, 0], found[32, 0], found[33, 0]) == (16, 12, 17))
    #expect(found.rowSums.reduce(0, +) == 2 * 78)
  }

  @Test func `a degree is a sum of weights, and 0 without edges`() throws {
    let graph = try Graph(
      nodeCount: 4, edges: [.init(0, 1), .init(1, 2)], weights: [2, 0.5])
    #expect(try features(graph, ["features": "degree"]).rowSums == [2, 2.5, 0.5, 0])
  }

  @Test func `a word that names no features is refused`() throws {
    let graph = try trial.store(Graph(nodeCount: 1, edges: []))
    let message = try trial.failure(
      "graph.features", ["features": "degrees"], ["graph": artifact(graph)])
    #expect(message.contains("'degrees' is none of the choices"), "\(message)")
  }
}
