import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshNormalizeTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `the metrics say where the mesh was`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2, radius: 4)
    let moved = try TriangleMesh(
      positions: sphere.positions.map { $0 + SIMD3(1, 2, 3) }, faces: sphere.faces)
    let outputs = try trial.run(
      "mesh.normalize", ["size": "radius"], ["mesh": artifact(trial.store(moved))])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    for (name, value) in [("center_x", 1.0), ("center_y", 2), ("center_z", 3), ("scale", 0.25)] {
      #expect(abs((metrics[name] ?? .nan) - value) < 1e-12, "\(name)")
    }
    let mesh = try trial.read(TriangleMesh.self, outputs["mesh"])
    for (now, before) in zip(mesh.positions, sphere.positions) {
      let difference = now - before / 4
      #expect((difference * difference).sum() < 1e-24)
    }
  }

  @Test func `the area is 1 unless the size is kept`() throws {
    let mesh = try artifact(
      trial.store(MeshPrimitives.gridPatch(rows: 3, columns: 2, size: [5, 4])))
    func area(_ parameters: ParameterValue) throws -> Double {
      try trial.read(
        TriangleMesh.self, trial.run("mesh.normalize", parameters, ["mesh": mesh])["mesh"]
      ).totalArea
    }
    #expect(try abs(area([:]) - 1) < 1e-12)
    #expect(try abs(area(["size": "keep"]) - 20) < 1e-12)
  }

  @Test func `a mesh without area is refused`() throws {
    let line = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0]], faces: [[0, 1, 1]])
    let message = try trial.failure("mesh.normalize", [:], ["mesh": artifact(trial.store(line))])
    #expect(message.contains("positive extent"), "\(message)")
  }
}
