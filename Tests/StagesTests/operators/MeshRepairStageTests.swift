import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshRepairStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// Two triangles of a square as a soup, one of them twice and one turned over, with a stray vertex.
  private func soup() throws -> [StageTrial.Input] {
    let mesh = try TriangleMesh(
      positions: [
        [0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0], [7, 7, 7],
      ],
      faces: [[0, 1, 2], [5, 4, 3], [1, 2, 0], [0, 1, 1]])
    return try artifact(trial.store(mesh))
  }

  @Test func `a soup becomes a square, and every step tells what it did`() throws {
    let outputs = try trial.run("mesh.repair", [:], ["mesh": soup()])
    let mesh = try trial.read(TriangleMesh.self, outputs["mesh"])
    #expect(mesh.vertexCount == 4 && mesh.faceCount == 2 && mesh.totalArea == 1)
    #expect(MeshHealth(of: mesh).misorientedEdges.isEmpty)
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    let wanted = [
      "merged_vertices": 2.0, "dropped_degenerate_faces": 1, "dropped_duplicate_faces": 1,
      "split_vertices": 0, "turned_faces": 1, "unorientable_surfaces": 0, "dropped_vertices": 1,
    ]
    #expect(Dictionary(uniqueKeysWithValues: metrics.scalars.map { ($0.name, $0.value) }) == wanted)
    #expect(try trial.read(NumberArray.self, outputs["vertices"]).integers == [0, 1, 2, 4])
    #expect(try trial.read(NumberArray.self, outputs["faces"]).integers == [0, 1])
  }

  @Test(
    arguments: [
      (["merge": false], "merged_vertices", 0.0),
      (["duplicates": false], "dropped_duplicate_faces", 0),
      (["degenerate": "keep"], "dropped_degenerate_faces", 0),
      (["unreferenced": false], "dropped_vertices", 0),
      (["orient": "keep"], "turned_faces", 0),
      (["duplicates": false], "split_vertices", 2),
      (["duplicates": false, "cut": "none"], "split_vertices", 0),
    ] as [(ParameterValue, String, Double)])
  func `each parameter steers its step`(
    parameters: ParameterValue, measure: String, value: Double
  ) throws {
    let outputs = try trial.run("mesh.repair", parameters, ["mesh": soup()])
    #expect(try trial.read(Metrics.self, outputs["metrics"])[measure] == value)
  }

  @Test(
    .enabled(if: RealMesh.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"),
    arguments: [
      "bunny_tri.ply", "degenerated.obj", "fan3.obj", "hourglass_ico.obj", "moebius.obj",
      "teapot.obj", "triple_vierbein.obj", "truck.obj",
    ])
  func `real dirty meshes come out manifold`(name: String) throws {
    let path = try #require(RealMesh.folder) + "/meshes/dirty/" + name
    let loaded = try trial.run("load.mesh", [:], ["mesh": [.file(path)]])["mesh"]
    let outputs = try trial.run("mesh.repair", [:], ["mesh": artifact(loaded)])
    let health = MeshHealth(of: try trial.read(TriangleMesh.self, outputs["mesh"]))
    #expect(health.isManifold)
    #expect(health.isOrientable == (name != "moebius.obj"))
    #expect(health.misorientedEdges.isEmpty == health.isOrientable)
    #expect(health.duplicateFaces.isEmpty && health.unreferencedVertices.isEmpty)
    let seams = try trial.run("mesh.repair", ["cut": "seams"], ["mesh": artifact(loaded)])
    let oriented = MeshHealth(of: try trial.read(TriangleMesh.self, seams["mesh"]))
    #expect(oriented.isManifold && oriented.isOrientable && oriented.misorientedEdges.isEmpty)
  }

  @Test func `a tolerance without merging is refused`() throws {
    let message = try trial.failure(
      "mesh.repair", ["merge": false, "tolerance": 0.01], ["mesh": soup()])
    #expect(message.contains("set `merge` to true"), "\(message)")
  }
}
