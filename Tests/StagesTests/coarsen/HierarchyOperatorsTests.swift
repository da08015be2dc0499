import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct HierarchyOperatorsTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test(arguments: ["matching", "metis", "kron"])
  func `a Laplacian is one on every level`(method: String) throws {
    let graph = try GraphGenerators.stochasticBlockModel(
      sizes: [51, 40], within: 0.2, between: 0.02, seed: 9
    ).graph
    let levels = try trial.run(
      "graph.coarsen", ["method": .string(method)], ["graph": artifact(trial.store(graph))])
    let laplacian = try OperatorArtifact(
      kind: "laplacian", matrix: GraphOperators.laplacian(of: graph))
    let outputs = try trial.run(
      "hierarchy.operators", [:],
      ["hierarchy": artifact(levels["hierarchy"]), "operator": artifact(trial.store(laplacian))])
    let before = try trial.read(HierarchyArtifact.self, levels["hierarchy"]).hierarchy
    let found = try trial.read(HierarchyArtifact.self, outputs["hierarchy"])
    #expect(found.kind == "laplacian")
    #expect(found.hierarchy.levelCount > 1)
    #expect(Bool(found.hierarchy.prolongations == before.prolongations))
    #expect(Bool(found.hierarchy.operators[0] == laplacian.matrix))
    for (level, prolongation) in before.prolongations.enumerated() {
      let coarse = found.hierarchy.operators[level + 1]
      #expect(coarse.rowSums.allSatisfy { abs($0) < 1e-11 })
      let wanted = try prolongation.transposed()
        .multiplied(by: found.hierarchy.operators[level]).multiplied(by: prolongation)
      for row in 0..<coarse.rows {
        for column in 0..<coarse.columns {
          #expect(abs(coarse[row, column] - wanted[row, column]) < 1e-11)
        }
      }
    }
  }

  @Test func `an operator of another graph is refused`() throws {
    let graph = try GraphGenerators.karateClub().graph
    let levels = try trial.run("graph.coarsen", [:], ["graph": artifact(trial.store(graph))])
    let other = try OperatorArtifact(kind: "laplacian", matrix: .identity(5))
    #expect(
      try trial.failure(
        "hierarchy.operators", [:],
        ["hierarchy": artifact(levels["hierarchy"]), "operator": artifact(trial.store(other))]
      ).contains("has 34 nodes, but the operator is 5 × 5"))
  }
}
