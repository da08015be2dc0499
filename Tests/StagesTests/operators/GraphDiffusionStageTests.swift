import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GraphDiffusionStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func matrix(
    _ graph: Graph, _ parameters: ParameterValue = [:], kind: String = "graph.diffusion"
  ) throws -> OperatorArtifact {
    let outputs = try trial.run(kind, parameters, ["graph": artifact(trial.store(graph))])
    return try trial.read(OperatorArtifact.self, outputs["operator"])
  }

  private func difference(_ a: OperatorArtifact, _ b: OperatorArtifact) -> Double {
    zip(a.matrix.dense().values, b.matrix.dense().values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func `PageRank of an edge is known`() throws {
    // T = ½ (1 1ᵀ) with loops of weight 1: Π = α I + (1 − α) T, since T is a projection.
    let edge = try Graph(nodeCount: 2, edges: [.init(0, 1)])
    let found = try matrix(edge, ["teleport": 0.2])
    #expect(found.kind == "diffusion")
    for (value, wanted) in zip(found.matrix.dense().values, [0.6, 0.4, 0.4, 0.6]) {
      #expect(abs(value - wanted) < 1e-15)
    }
  }

  @Test func `each word has its effect`() throws {
    let club = try GraphGenerators.karateClub().graph
    let plain = try matrix(club)
    let changes: [ParameterValue] = [
      ["kernel": "heat"], ["teleport": 0.3], ["transition": "symmetric"], ["self_loops": 0],
      ["method": "push", "tolerance": 1e-2], ["keep": "threshold", "threshold": 0.02],
      ["keep": "largest", "largest": 5], ["normalization": "symmetric"],
    ]
    for change in changes { #expect(difference(try matrix(club, change), plain) > 1e-3) }
    let heat = try matrix(club, ["kernel": "heat"])
    #expect(difference(try matrix(club, ["kernel": "heat", "time": 1]), heat) > 1e-3)
    #expect(try difference(matrix(club, ["method": "push", "tolerance": 1e-12]), plain) < 1e-9)
  }

  @Test func `a normalized diffusion is what a convolution takes`() throws {
    let club = try GraphGenerators.karateClub().graph
    func normalized(_ word: String) throws -> OperatorArtifact {
      try matrix(
        club, ["keep": "largest", "largest": 8, "normalization": .string(word)])
    }
    let walk = try normalized("random_walk")
    #expect(walk.kind == "random_walk_adjacency")
    for sum in walk.matrix.rowSums { #expect(abs(sum - 1) < 1e-14) }
    #expect(walk.matrix.nonzeroCount == 34 * 8)
    #expect(try normalized("symmetric").kind == "normalized_adjacency")
  }

  @Test func `wavelets and the low pass add up to the identity`() throws {
    let club = try GraphGenerators.karateClub().graph
    for walk in ["distribution", "mean", "symmetric"] {
      var sum = try matrix(
        club, ["operator": "low_pass", "scale": 3, "walk": .string(walk)], kind: "graph.wavelet"
      ).matrix
      for scale in 0...3 {
        let wavelet = try matrix(
          club, ["scale": .integer(scale), "walk": .string(walk)], kind: "graph.wavelet")
        #expect(wavelet.kind == "wavelet")
        sum = sum.adding(wavelet.matrix)
      }
      let identity = SparseMatrix<Double>.identity(34).dense().values
      #expect(zip(sum.dense().values, identity).allSatisfy { abs($0 - $1) < 1e-14 })
    }
  }

  @Test func `what makes no sense is refused`() throws {
    let input = ["graph": try artifact(trial.store(Graph(nodeCount: 1, edges: [])))]
    #expect(
      try trial.failure("graph.diffusion", ["teleport": 0], input).contains("0 is no number"))
    #expect(
      try trial.failure("graph.wavelet", ["operator": "low_pass", "scale": 0], input)
        .contains("must be at least 1"))
  }
}
