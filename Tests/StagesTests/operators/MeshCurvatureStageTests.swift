import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshCurvatureStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `a sphere has the curvature of its radius in every output`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4, radius: 2)
    let outputs = try trial.run("mesh.curvature", [:], ["mesh": artifact(trial.store(mesh))])
    func field(_ port: String) throws -> FieldArtifact {
      try trial.read(FieldArtifact.self, outputs[port])
    }
    let defect = try field("defect").values.reduce(0, +)
    #expect(abs(defect - 4 * .pi) < 1e-10)
    for value in try field("gaussian").values { #expect(abs(value - 0.25) < 0.01) }
    for value in try field("mean").values { #expect(abs(value - 0.5) < 0.01) }
    let principal = try field("principal")
    #expect(principal.channels == 2)
    for value in principal.values { #expect(abs(value - 0.5) < 1e-11) }
    let directions = try field("directions")
    #expect((directions.channels, directions.count) == (6, mesh.vertexCount))
    for (vertex, position) in mesh.positions.enumerated() {
      let v = directions.values[6 * vertex..<6 * vertex + 6].map { $0 }
      let (largest, least) = (SIMD3(v[0], v[1], v[2]), SIMD3(v[3], v[4], v[5]))
      #expect(abs((largest * position).sum()) < 1e-12)
      #expect(abs((largest * least).sum()) < 1e-13)
      #expect(abs((largest * largest).sum() - 1) < 1e-13)
    }
  }
}
