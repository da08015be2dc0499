import Artifacts
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct EvaluateSphereTests {
  @Test func `errors on a sphere are small and shrink with its faces`() throws {
    let trial = try Trial()
    func errors(_ subdivisions: Int) throws -> Metrics {
      let mesh = try artifact(
        trial.run(
          "make.mesh",
          ["shape": "icosphere", "subdivisions": .integer(subdivisions), "radius": 2.5])["mesh"])
      let laplacian = try trial.run("mesh.laplacian", [:], ["mesh": mesh])
      let basis = try trial.run(
        "operator.eigenbasis", ["count": 17],
        ["stiffness": artifact(laplacian["stiffness"]), "mass": artifact(laplacian["mass"])])
      let distance = try trial.run("geodesics.heat", ["sources": [5]], ["mesh": mesh])
      return try trial.read(
        Metrics.self,
        trial.run(
          "evaluate.sphere", [:],
          [
            "mesh": mesh, "distance": artifact(distance["distance"]),
            "basis": artifact(basis["basis"]),
          ])["metrics"])
    }
    let (coarse, fine) = (try errors(2), try errors(4))
    for name in ["distance_mean_error", "eigenvalue_largest_error"] {
      let (before, after) = (try #require(coarse[name]), try #require(fine[name]))
      #expect(after < before / 2, "\(name): \(before) → \(after)")
      #expect(after < 0.02, "\(name): \(after)")
    }
  }

  @Test func `a surface that is no sphere is refused`() throws {
    let trial = try Trial()
    let mesh = try trial.run("make.mesh", ["shape": "torus"])["mesh"]
    let field = try trial.run("geodesics.heat", ["sources": [0]], ["mesh": artifact(mesh)])
    let message = try trial.failure(
      "evaluate.sphere", [:],
      ["mesh": artifact(mesh), "distance": artifact(field["distance"])])
    #expect(message.contains("give a sphere around the origin"), "\(message)")
  }
}
