import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphCoarsenTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func coarsen(
    _ graph: Graph, _ parameters: ParameterValue = [:], seed: UInt64 = 0
  ) throws -> HierarchyArtifact {
    let outputs = try trial.run(
      "graph.coarsen", parameters, ["graph": artifact(trial.store(graph))], seed: seed)
    return try trial.read(HierarchyArtifact.self, outputs["hierarchy"])
  }

  private func blocks() throws -> Graph {
    try GraphGenerators.stochasticBlockModel(
      sizes: [61, 50], within: 0.2, between: 0.02, seed: 9
    ).graph
  }

  @Test(arguments: ["weight", "normalized_cut"])
  func `every node has one place in the next level, with at most one neighbour`(
    affinity: String
  ) throws {
    let graph = try blocks()
    let found = try coarsen(graph, ["affinity": .string(affinity), "levels": 3])
    #expect(found.kind == "adjacency")
    #expect(found.hierarchy.levelCount == 4)
    #expect(Bool(found.hierarchy.operators[0] == graph.adjacency))
    for (level, prolongation) in found.hierarchy.prolongations.enumerated() {
      #expect(prolongation.nonzeroCount == prolongation.rows)
      #expect(prolongation.rowSums.allSatisfy { $0 == 1 })
      let sizes = prolongation.transposed().rowSums
      #expect(sizes.allSatisfy { $0 == 1 || $0 == 2 })
      let fine = found.hierarchy.operators[level]
      let places = prolongation.columnIndices
      for row in 0..<fine.rows {
        for other in 0..<row where places[row] == places[other] {
          #expect(fine[row, other] > 0, "level \(level) joins strangers \(row) and \(other)")
        }
      }
    }
  }

  @Test func `METIS joins about as many nodes as the ratio says`() throws {
    let graph = try blocks()
    let found = try coarsen(graph, ["method": "metis", "ratio": 3, "minimum_size": 5])
    #expect(found.hierarchy.sizes == [111, 37, 13, 5])
    for (level, prolongation) in found.hierarchy.prolongations.enumerated() {
      #expect(found.hierarchy.clusters(of: level) != nil)
      #expect(prolongation.transposed().rowSums.allSatisfy { $0 >= 1 })
    }
    #expect(try found.brokenPromises(ArtifactOrigin(nil) { _ in nil }).isEmpty)
  }

  @Test(arguments: ["polarity", "independent_set"], ["none", "threshold", "spectral"])
  func `Kron reduction keeps nodes, and constants`(keep: String, sparsification: String) throws {
    let graph = try blocks()
    let found = try coarsen(
      graph,
      ["method": "kron", "keep": .string(keep), "sparsification": .string(sparsification)])
    #expect(found.kind == "adjacency" && found.hierarchy.levelCount > 2)
    for (level, prolongation) in found.hierarchy.prolongations.enumerated() {
      #expect(prolongation.rowSums.allSatisfy { abs($0 - 1) < 1e-12 })
      let kept = (0..<prolongation.rows).count { prolongation.entries(inRow: $0).count == 1 }
      #expect(kept >= prolongation.columns)
      #expect(Bool(found.hierarchy.operators[level + 1].isExactlySymmetric))
    }
    if sparsification == "none", keep == "polarity" {
      // All levels of the exact reduction have the Laplacian's harmonic extensions: no edge is lighter than none.
      #expect(found.hierarchy.operators[1].values.allSatisfy { $0 > 0 })
    }
  }

  @Test func `weights between clusters are summed, those inside are dropped`() throws {
    let levels = try coarsen(blocks(), ["levels": 2]).hierarchy
    for (level, prolongation) in levels.prolongations.enumerated() {
      let product = try prolongation.transposed().multiplied(by: levels.operators[level])
        .multiplied(by: prolongation)
      let coarse = levels.operators[level + 1]
      for row in 0..<coarse.rows {
        for column in 0..<coarse.columns {
          let wanted = row == column ? 0 : product[row, column]
          #expect(coarse[row, column] == wanted)
        }
      }
    }
  }

  @Test func `levels and smallest size end the coarsening`() throws {
    let graph = try blocks()
    #expect(try coarsen(graph, ["levels": 1]).hierarchy.levelCount == 2)
    #expect(try coarsen(graph, ["minimum_size": 111]).hierarchy.sizes == [111])
    let sizes = try coarsen(graph, ["minimum_size": 40, "levels": 64]).hierarchy.sizes
    let last = try #require(sizes.last)
    #expect(last <= 40 && sizes.dropLast().allSatisfy { $0 > 40 }, "\(sizes)")
  }

  @Test func `the seed decides`() throws {
    let graph = try blocks()
    let first = try coarsen(graph, seed: 1).hierarchy
    let again = try coarsen(graph, seed: 1).hierarchy
    #expect(Bool(again == first))
    #expect(try (2..<10).contains { try coarsen(graph, seed: $0).hierarchy != first })
  }

  @Test func `a directed graph and bad parameters are refused`() throws {
    let directed = try Graph(nodeCount: 2, edges: [.init(0, 1)], isDirected: true)
    let input = ["graph": try artifact(trial.store(directed))]
    #expect(
      try trial.failure("graph.coarsen", [:], input).contains("Make the graph undirected"))
    #expect(
      try trial.failure("graph.coarsen", ["levels": 0], input)
        .contains("0 is no whole number from 1 to 64"))
    #expect(
      try trial.failure("graph.coarsen", ["affinity": "cut"], input)
        .contains("'cut' is none of the choices"))
  }
}
