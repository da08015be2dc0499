import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshSampleTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `points lie on the surface, and the seed chooses them`() throws {
    let patch = try artifact(
      trial.store(MeshPrimitives.gridPatch(rows: 3, columns: 5, size: [2, 1])))
    func sample(seed: UInt64) throws -> (TriangleMesh, [Int], NumberArray) {
      let outputs = try trial.run("mesh.sample", ["count": 77], ["mesh": patch], seed: seed)
      return (
        try trial.read(TriangleMesh.self, outputs["points"]),
        try #require(trial.read(NumberArray.self, outputs["faces"]).integers),
        try trial.read(NumberArray.self, outputs["barycentric"])
      )
    }
    let (points, faces, weights) = try sample(seed: 1)
    #expect(points.vertexCount == 77 && points.faceCount == 0)
    #expect(faces.count == 77 && faces.allSatisfy { (0..<30).contains($0) })
    #expect(weights.shape == [77, 3])
    #expect(
      points.positions.allSatisfy {
        $0.z == 0 && (0...2).contains($0.x) && (0...1).contains($0.y)
      })
    #expect(try sample(seed: 1).0 == points)
    #expect(try sample(seed: 2).0 != points)
  }

  @Test func `points without faces have no surface`() throws {
    let cloud = try artifact(trial.store(TriangleMesh(positions: [[0, 0, 0]], faces: [])))
    let message = try trial.failure("mesh.sample", [:], ["mesh": cloud])
    #expect(message.contains("no face"), "\(message)")
  }
}

@Suite struct PointsFarthestTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `the corners of a square come first`() throws {
    let patch = try artifact(trial.store(MeshPrimitives.gridPatch(rows: 4, columns: 4)))
    let outputs = try trial.run("points.farthest", ["count": 5], ["mesh": patch])
    #expect(try trial.read(NumberArray.self, outputs["vertices"]).integers == [0, 24, 4, 20, 12])
    let points = try trial.read(TriangleMesh.self, outputs["points"])
    #expect(points.positions == [[0, 0, 0], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0.5, 0.5, 0]])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect(metrics["covering_radius"] == 0.5)
  }

  @Test func `more points than there are and a start beyond the last are refused`() throws {
    let patch = try artifact(trial.store(MeshPrimitives.gridPatch(rows: 1, columns: 1)))
    #expect(
      try trial.failure("points.farthest", ["count": 5], ["mesh": patch])
        .contains("count is 5. Choose an integer from 1 to the 4 points"))
    #expect(
      try trial.failure("points.farthest", ["count": 2, "start": 4], ["mesh": patch])
        .contains("4 is outside"))
  }
}
