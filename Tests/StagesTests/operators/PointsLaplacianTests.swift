import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct PointsLaplacianTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func points(_ mesh: TriangleMesh) throws -> [String: [StageTrial.Input]] {
    ["mesh": try artifact(trial.store(TriangleMesh(positions: mesh.positions, faces: [])))]
  }

  @Test(arguments: ["lumped", "voronoi", "galerkin"] as [ParameterValue])
  func `in the plane mass is area and the energy of a linear function exact`(
    mass: ParameterValue
  ) throws {
    let grid = try MeshPrimitives.gridPatch(rows: 9, columns: 13, size: [13, 9])
    let outputs = try trial.run(
      "points.laplacian", ["mass": mass, "neighbours": 20], points(grid))
    let stiffness = try trial.read(OperatorArtifact.self, outputs["stiffness"])
    let masses = try trial.read(OperatorArtifact.self, outputs["mass"])
    #expect((stiffness.kind, masses.kind) == ("stiffness", "mass"))
    #expect(abs(masses.matrix.values.reduce(0, +) - 117) < 1e-9)
    let u = grid.positions.map { 2 * $0.x - $0.y }
    let energy = zip(u, stiffness.matrix.multiplied(by: u)).reduce(0.0) { $0 + $1.0 * $1.1 }
    #expect(abs(energy - 5 * 117) < 1e-8)
  }

  @Test func `points that span nothing and too few neighbours are refused`() throws {
    let line = try TriangleMesh(
      positions: (0..<9).map { SIMD3(Double($0), 0, 0) }, faces: [])
    let input = try points(line)
    #expect(
      try trial.failure("points.laplacian", [:], input).contains("the points span no triangle"))
    #expect(
      try trial.failure("points.laplacian", ["neighbours": 2], input)
        .contains("2 is no whole number from 3 to 1000"))
  }
}
