import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct LoadPointsTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func load(
    _ input: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> TriangleMesh {
    try trial.read(
      TriangleMesh.self, trial.run("load.points", parameters, ["points": input])["points"])
  }

  @Test func `points arrive in the file's order, without faces`() throws {
    let mesh = try load(trial.file("cloud.xyz", "# two\n3 4 5 255 0 0\n0.5 -1 2\n"))
    #expect(mesh.positions == [[3, 4, 5], [0.5, -1, 2]])
    #expect(mesh.faceCount == 0)
  }

  @Test(
    .enabled(if: RealMesh.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"),
    arguments: [
      ("pointclouds/bunny_points.xyz", 35947), ("pointclouds/points_ascii.ply", 5),
      ("pointclouds/points_cloudcompare.xyz", 101),
      ("meshes/boundary/stanford_bunny_69k.obj", 35947), ("meshes/dirty/soup.stl", 300),
    ])
  func `real files have the points that their list gives`(path: String, count: Int) throws {
    let mesh = try load([.file(try #require(RealMesh.folder) + "/" + path)])
    #expect(mesh.vertexCount == count)
  }

  @Test func `a name that tells no format needs the parameter`() throws {
    let input = try trial.file("cloud.txt", "1 2 3\n")
    let message = try trial.failure("load.points", [:], ["points": input])
    #expect(message.contains("set `format` to one of xyz, off, obj, ply, stl"), "\(message)")
    #expect(try load(input, ["format": "xyz"]).vertexCount == 1)
  }

  @Test func `a broken file is named with line and point`() throws {
    let message = try trial.failure(
      "load.points", [:], ["points": trial.file("cloud.xyz", "1 2 3\n4 5\n")])
    #expect(message.contains("cloud.xyz:2: point 1: expected its z coordinate"), "\(message)")
  }
}
