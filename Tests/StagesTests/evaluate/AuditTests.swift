import Artifacts
import Autodiff
import Geometry
import Models
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

/// The stage `audit`, given surfaces and the same ones in another pose.
@Suite struct AuditTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private struct Surface {
    let mesh: ArtifactReference
    let positions: ArtifactReference
    let signal: ArtifactReference
    let basis: ArtifactReference
    let mass: ArtifactReference
  }

  private func surface(_ index: Int, pose: Int, bend: Double = 0.1) throws -> Surface {
    let made = try trial.run(
      "make.parametric_shape",
      ["index": .integer(index), "pose": .integer(pose), "bend": .number(bend), "vertices": 300])
    let laplacian = try trial.run(
      "mesh.laplacian", [:], ["mesh": artifact(made["mesh"])])
    let basis = try trial.run(
      "operator.eigenbasis", ["count": 24],
      ["stiffness": artifact(laplacian["stiffness"]), "mass": artifact(laplacian["mass"])])[
        "basis"]
    let signal = try trial.run(
      "spectral.descriptors", ["count": 6], ["basis": artifact(basis)])["descriptors"]
    return Surface(
      mesh: try #require(made["mesh"]), positions: try #require(made["positions"]),
      signal: try #require(signal), basis: try #require(basis),
      mass: try #require(laplacian["mass"]))
  }

  private func items(_ surfaces: [Surface], _ part: KeyPath<Surface, ArtifactReference>)
    -> [StageTrial.Input]
  {
    zip(["a", "b", "c"], surfaces).map { .artifact($1[keyPath: part], name: $0) }
  }

  private func operators(_ surfaces: [Surface]) -> [StageTrial.Input] {
    zip(["a", "b", "c"], surfaces).flatMap { item, surface -> [StageTrial.Input] in
      [
        .artifact(surface.basis, name: "basis/\(item)"),
        .artifact(surface.mass, name: "mass/\(item)"),
      ]
    }
  }

  private func model(_ channels: Int, symmetry: String, _ blocks: [ModelValue]) throws
    -> ArtifactReference
  {
    let description = try ModelDescription([
      "domain": "mesh", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
      "blocks": .list(blocks + ["readout", ["linear": "classes"]]),
    ])
    return try trial.store(
      Model(
        description,
        signature: InputSignature(
          channels: [.init("x", channels)], gridShape: [], classNames: ["a", "b"]), seed: 3))
  }

  private func intrinsic() throws -> ArtifactReference {
    try model(6, symmetry: "isometry", [["linear": 8], "relu", ["linear": 8], "relu"])
  }

  private func inputs(
    _ model: ArtifactReference, _ still: [Surface], _ bent: [Surface], meshes: Bool = true,
    signal: KeyPath<Surface, ArtifactReference> = \.signal
  ) throws -> [String: [StageTrial.Input]] {
    var inputs = [
      "model": try artifact(model), "features": items(still, signal),
      "operators": operators(still), "bent_features": items(bent, signal),
      "bent_operators": operators(bent),
    ]
    if meshes {
      inputs["meshes"] = items(still, \.mesh)
      inputs["bent_meshes"] = items(bent, \.mesh)
    }
    return inputs
  }

  private func metrics(_ outputs: [String: ArtifactReference]) throws -> Metrics {
    try trial.read(Metrics.self, outputs["metrics"])
  }

  @Test func `an intrinsic model changes as much as lengths do, one on coordinates with the pose`()
    throws
  {
    let still = try [0, 5].map { try surface($0, pose: $0) }
    let bent = try [0, 5].map { try surface($0, pose: $0 + 40) }
    let outputs = try trial.run("audit", ["samples": 1], inputs(intrinsic(), still, bent))
    let found = try metrics(outputs)
    let size = try #require(found["bend_size"])
    #expect(size > 0.001 && size < 0.25)
    #expect(try #require(found["bend_change"]) < 5 * size)
    #expect(found["model_floor"]?.isNaN == true)
    let table = try trial.read(Table.self, outputs["bend"])
    #expect(table.columns.map(\.name) == ["block", "change", "size"])
    #expect(
      table["block"]
        == .texts(
          ["signals"] + (0..<6).map { "blocks[\($0)].\(["linear", "relu"][$0 % 2])" }.prefix(4)
            + ["blocks[4].readout", "blocks[5].linear", "model"]))
    let coordinates = try model(3, symmetry: "permutation", [["dense": 8], "relu"])
    let moved = try metrics(
      trial.run(
        "audit", ["samples": 1], inputs(coordinates, still, bent, signal: \.positions)))
    let (own, other) = (
      try #require(moved["bend_change"]), try #require(found["bend_change"])
    )
    #expect(own > 2 * other, "\(own), \(other)")
  }

  @Test func `without meshes the operators tell the bend, which grows with it`() throws {
    let model = try intrinsic()
    let still = try [3, 4].map { try surface($0, pose: 60, bend: 0) }
    let sizes = try [0.02, 0.1, 0.3].map { bend -> Double in
      let bent = try [3, 4].map { try surface($0, pose: 60, bend: bend) }
      let outputs = try trial.run(
        "audit", ["samples": 1], inputs(model, still, bent, meshes: false))
      return try #require(metrics(outputs)["bend_size"])
    }
    #expect(sizes[0] > 0 && sizes[0] < sizes[1] && sizes[1] < sizes[2], "\(sizes)")
  }

  @Test func `only as many items are read as are audited, with the same result`() throws {
    let surfaces = try [0, 1, 2].map { try surface($0, pose: $0) }
    func errors(_ surfaces: [Surface]) throws -> ArtifactReference? {
      try trial.run(
        "audit", ["samples": 2, "items": 2],
        [
          "model": artifact(intrinsic()), "features": items(surfaces, \.signal),
          "operators": operators(surfaces),
        ])["errors"]
    }
    #expect(try errors(surfaces)?.digest == errors(Array(surfaces.prefix(2)))?.digest)
  }

  @Test func `bent copies that are none are refused`() throws {
    let still = try [0, 5].map { try surface($0, pose: $0) }
    let model = try intrinsic()
    let other = try [0, 6].map { try surface($0, pose: 40) }
    let message = try trial.failure("audit", [:], inputs(model, still, other))
    #expect(message.contains("one triangulation in two poses"), "\(message)")
    var lone = try inputs(model, still, still)
    lone["bent_operators"] = nil
    #expect(
      try trial.failure("audit", [:], lone).contains(
        "only one of `operators` and `bent_operators`"))
    var unfed = try inputs(model, still, still)
    unfed["bent_features"] = nil
    #expect(try trial.failure("audit", [:], unfed).contains("the bent surfaces have no signals"))
    var half = try inputs(model, still, still)
    half["meshes"] = nil
    #expect(try trial.failure("audit", [:], half).contains("only one of `meshes`"))
  }

  @Test func `a bound that is missed tells how much of the error sampling explains`() throws {
    let description = try ModelDescription([
      "domain": "sphere", "symmetry": "so3", "inputs": ["x": "scalar"],
      "blocks": ["relu", "readout", ["linear": "classes"]],
    ])
    var stream = RandomStream(seed: 1, "images")
    let images = NumberArray((0..<128).map { _ in Float(stream.normal()) }, shape: [2, 8, 8, 1])
    let model = try trial.store(
      Model(
        description,
        signature: InputSignature(
          channels: [.init("x", 1)], gridShape: [8, 8], classNames: ["a", "b"]), seed: 3))
    let inputs = ["model": try artifact(model), "features": try artifact(trial.store(images))]
    let found = try metrics(trial.run("audit", [:], inputs))
    let (error, floor) = (
      try #require(found["model_error"]), try #require(found["model_floor"])
    )
    #expect(error > 1e-4 && error < 1.3 * floor, "\(error), \(floor)")
    let message = try trial.failure("audit", ["max": 1e-6], inputs)
    #expect(message.contains("of which sampling explains up to"), "\(message)")
  }
}
