import Artifacts
import Foundation
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadMeshTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private static let square = "OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n"

  private func load(
    _ input: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> TriangleMesh {
    try trial.read(TriangleMesh.self, trial.run("load.mesh", parameters, ["mesh": input])["mesh"])
  }

  @Test(arguments: ["off", "obj", "ply"])
  func `a mesh written in a format comes back bit for bit`(format: String) throws {
    let made = try trial.run("make.mesh", ["shape": "icosphere", "subdivisions": 2])["mesh"]
    let written = try trial.run(
      "export", ["format": .string(format)], ["artifact": artifact(made)])["file"]
    let loaded = try load(artifact(written), ["format": .string(format)])
    let original = try trial.read(TriangleMesh.self, made)
    #expect(Bool(loaded == original))
  }

  @Test func `a polygon becomes a fan of triangles`() throws {
    let mesh = try load(trial.file("square.off", Self.square))
    let fan: [SIMD3<Int32>] = [[0, 1, 2], [0, 2, 3]]
    #expect(mesh.faces == fan)
    #expect(mesh.totalArea == 1)
  }

  @Test func `a compressed file is read as the plain one`() throws {
    let bytes = Gzip.compress(Array(Self.square.utf8))
    let path = try trial.folder.write("square.off.gz", Data(bytes))
    let packed = try load([.file(path)])
    let plain = try load(trial.file("square.off", Self.square))
    #expect(Bool(packed == plain))
  }

  @Test(arguments: [
    (
      "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 9\n",
      "broken.off:6: face 0: names vertex 9, but vertices are 0…2"
    ),
    (
      "OFF\n3 1 0\n0 0 0\n1 nan 0\n0 1 0\n3 0 1 2\n",
      "broken.off:4: vertex 1: its y coordinate is NaN"
    ),
    ("OFF\n3 1 0\n0 0 0\n", "broken.off:2: counts: 3 vertices and 1 faces do not fit"),
    ("OFF\n3 0 0\n0 0 0\n1 0 0\n0 1 0\n", "broken.off: the file holds 3 points but no face"),
    ("solid cube\n", "broken.off:1: header: the file does not start with OFF"),
  ])
  func `a broken file is named with line and element`(text: String, wanted: String) throws {
    let message = try trial.failure("load.mesh", [:], ["mesh": trial.file("broken.off", text)])
    #expect(message.contains(wanted), "\(message)")
  }

  @Test func `a name that tells no format needs the parameter`() throws {
    let input = try trial.file("square.txt", Self.square)
    let message = try trial.failure("load.mesh", [:], ["mesh": input])
    #expect(message.contains("set `format` to one of off, obj, ply, stl"), "\(message)")
    #expect(try load(input, ["format": "off"]).faceCount == 2)
    #expect(
      try trial.failure("load.mesh", ["format": "vtk"], ["mesh": input])
        .contains("'vtk' is none of the choices"))
  }
}
