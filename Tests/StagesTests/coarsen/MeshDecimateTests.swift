import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshDecimateTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func decimate(
    _ mesh: TriangleMesh, _ parameters: ParameterValue = [:]
  ) throws -> [String: ArtifactReference] {
    try trial.run("mesh.decimate", parameters, ["mesh": artifact(trial.store(mesh))])
  }

  @Test func `a quarter of the vertices is left, with maps both ways`() throws {
    let fine = try MeshPrimitives.torus(majorSegments: 40, minorSegments: 20)
    let outputs = try decimate(fine)
    let coarse = try trial.read(TriangleMesh.self, outputs["mesh"])
    #expect(coarse.vertexCount == 200)
    #expect(coarse.eulerCharacteristic == 0)
    let prolongation = try trial.read(SparseMatrix<Double>.self, outputs["prolongation"])
    #expect((prolongation.rows, prolongation.columns) == (800, 200))
    let restriction = try trial.read(SparseMatrix<Double>.self, outputs["restriction"])
    #expect((restriction.rows, restriction.columns) == (200, 800))
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect(metrics["vertices"] == 200 && metrics["faces"] == 400)
    #expect(metrics["vertices_before"] == 800 && metrics["faces_before"] == 1600)
    #expect(metrics.notes == ["stopped at the vertices asked for"])
    // Heights are carried to the fine mesh up to the distance of both.
    let heights = prolongation.multiplied(by: coarse.positions.map(\.z))
    let moved = zip(heights, fine.positions).map { abs($0 - $1.z) }.max() ?? 0
    #expect(moved <= (metrics["fine_to_coarse"] ?? 0) * (1 + 1e-9))
    let back = restriction.multiplied(by: fine.positions.map(\.z))
    let error = zip(back, coarse.positions).map { abs($0 - $1.z) }.max() ?? 0
    #expect(error <= (metrics["coarse_to_fine"] ?? 0) * (1 + 1e-9))
  }

  @Test func `vertices, error and placement are heard`() throws {
    let fine = try MeshPrimitives.icosphere(subdivisions: 3)
    let few = try decimate(fine, ["vertices": 50, "placement": "ends"])
    let mesh = try trial.read(TriangleMesh.self, few["mesh"])
    #expect(mesh.vertexCount == 50)
    let origins = try trial.read(NumberArray.self, few["vertices"]).floats
    #expect(zip(origins, mesh.positions).allSatisfy { fine.positions[Int($0)] == $1 })
    let exact = try decimate(fine, ["ratio": 0, "greatest_error": 0.01])
    let metrics = try trial.read(Metrics.self, exact["metrics"])
    let error = try #require(metrics["largest_error"])
    #expect(error <= 0.01 && error > 0.003)
    #expect(metrics.notes.first?.hasPrefix("stopped at the greatest error") == true)
    let most = try trial.read(Metrics.self, decimate(fine, ["ratio": 0])["metrics"])
    #expect(most.notes.first?.hasPrefix("stopped for the surface") == true)
    let patch = try MeshPrimitives.gridPatch(rows: 10, columns: 10)
    let shrunk = try decimate(patch, ["ratio": 0.1, "boundary_weight": 0])["mesh"]
    #expect(try trial.read(TriangleMesh.self, shrunk).totalArea < 0.95)
    let kept = try decimate(patch, ["ratio": 0.1])["mesh"]
    #expect(try abs(trial.read(TriangleMesh.self, kept).totalArea - 1) < 1e-12)
  }

  @Test func `a mesh that is no manifold is sent to be repaired, and then decimated`() throws {
    let spheres = try ["x": 1.0, "y": 3.0].sorted { $0.key < $1.key }.map { _, x in
      try MeshPrimitives.icosphere(subdivisions: 2).positions.map { $0 + SIMD3(x, 0, 0) }
    }
    let faces = try MeshPrimitives.icosphere(subdivisions: 2).faces
    let shift = Int32(spheres[0].count)
    // The second sphere touches the first in vertex 0.
    let touching = faces.map {
      $0.replacing(with: SIMD3(repeating: -shift), where: $0 .== 0) &+ shift
    }
    let mesh = try TriangleMesh(positions: spheres[0] + spheres[1], faces: faces + touching)
    let input = ["mesh": try artifact(trial.store(mesh))]
    let message = try trial.failure("mesh.decimate", [:], input)
    #expect(message.contains("around vertex 0") && message.contains("`mesh.repair`"), "\(message)")
    let repaired = try trial.run("mesh.repair", ["merge": false], input)["mesh"]
    let outputs = try trial.run("mesh.decimate", [:], ["mesh": artifact(repaired)])
    #expect(try trial.read(TriangleMesh.self, outputs["mesh"]).eulerCharacteristic == 4)
  }

  @Test func `bad parameters are refused`() throws {
    let input = ["mesh": try artifact(trial.store(MeshPrimitives.icosphere(subdivisions: 0)))]
    for (name, value) in [
      ("ratio", 1.5), ("vertices", 0), ("greatest_error", -1), ("boundary_weight", -1),
    ] as [(String, ParameterValue)] {
      let parameters = ParameterValue.map(ParameterMap([(name, value)]))
      #expect(try trial.failure("mesh.decimate", parameters, input).contains(name))
    }
  }
}
