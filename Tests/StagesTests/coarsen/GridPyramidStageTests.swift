import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GridPyramidStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func pyramid(_ parameters: ParameterValue) throws -> HierarchyArtifact {
    try trial.read(
      HierarchyArtifact.self, try trial.run("grid.pyramid", parameters, [:])["hierarchy"])
  }

  @Test func `an image of 28 rows and columns`() throws {
    let found = try pyramid(["shape": [28, 28]])
    #expect(found.kind == "adjacency")
    #expect(found.hierarchy.sizes == [784, 196, 49, 16, 4])
    let first = found.hierarchy.operators[0]
    #expect(first[0, 1] == 1 && first[0, 28] == 1 && first[0, 29] == 0 && first[0, 27] == 0)
    #expect(found.hierarchy.clusters(of: 0)?[29] == 0)
  }

  @Test func `periods, corners and lines`() throws {
    let found = try pyramid([
      "shape": [6, 8], "periodic": [false, true], "neighbours": "all", "prolongation": "linear",
      "levels": 1,
    ]).hierarchy
    #expect(found.levelCount == 2)
    #expect(found.operators[0][0, 7] == 1 && found.operators[0][0, 15] == 1)
    #expect(found.operators[0][0, 40] == 0)
    #expect(found.prolongations[0][0, 3] == 0.25 && found.prolongations[0][0, 0] == 0.75)
    #expect(found.prolongations[0].rowSums.allSatisfy { $0 == 1 })
  }

  @Test func `shapes and periods that do not fit are refused`() throws {
    #expect(
      try trial.failure("grid.pyramid", ["shape": [2, 2, 2, 2]], [:]).contains("has 4 axes"))
    #expect(
      try trial.failure("grid.pyramid", ["shape": [2, 2], "periodic": [true]], [:])
        .contains("has 1 values for 2 axes"))
  }
}
