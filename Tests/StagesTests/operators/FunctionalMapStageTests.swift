import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct FunctionalMapStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// A closed surface without symmetry.
  private func shape() throws -> TriangleMesh {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    return try TriangleMesh(
      positions: sphere.positions.map { p in
        SIMD3(1, 1.35, 1.8) * p
          * (1 + 0.25 * p.x * p.y + 0.2 * p.z * p.x + 0.15 * sin(2 * p.y + p.z))
      }, faces: sphere.faces)
  }

  /// Vertex i of the shape is vertex `places[i]` of the target.
  private var places: [Int] {
    var stream = RandomStream(seed: 8, "places")
    return stream.permutation(162)
  }

  private func target() throws -> TriangleMesh {
    let (mesh, places) = (try shape(), places)
    var positions = mesh.positions
    for (vertex, place) in places.enumerated() { positions[place] = mesh.positions[vertex] }
    return try TriangleMesh(
      positions: positions,
      faces: mesh.faces.map { face in
        SIMD3(
          Int32(places[Int(face.x)]), Int32(places[Int(face.y)]), Int32(places[Int(face.z)]))
      })
  }

  private func domains() throws -> [String: [StageTrial.Input]] {
    var inputs: [String: [StageTrial.Input]] = [:]
    for (name, mesh) in [("source", try shape()), ("target", try target())] {
      let laplacian = try trial.run("mesh.laplacian", [:], ["mesh": artifact(trial.store(mesh))])
      let basis = try trial.run(
        "operator.eigenbasis", ["count": 40],
        [
          "stiffness": artifact(laplacian["stiffness"]), "mass": artifact(laplacian["mass"]),
        ])["basis"]
      inputs[name] = try artifact(basis)
      inputs[name + "_mass"] = try artifact(laplacian["mass"])
    }
    return inputs
  }

  @Test(arguments: ["wks", "hks", "none"])
  func `a permutation of vertices is found, refined and measured`(descriptor: String) throws {
    let domains = try domains()
    var inputs = domains
    if descriptor == "none" {
      for name in ["source", "target"] {
        let basis = try #require(domains[name])
        let reference = try #require(domains["source"])
        inputs[name + "_descriptors"] = try artifact(
          trial.run(
            "spectral.descriptors", [:], ["basis": basis, "reference": reference])["descriptors"])
      }
    }
    let fitted = try trial.run(
      "functional.map", ["descriptor": .string(descriptor), "count": 20], inputs)
    let refined = try trial.run(
      "functional.refine", ["count": 40], domains.merging(["map": artifact(fitted["map"])]) { $1 })
    #expect(try trial.read(NumberArray.self, refined["map"]).shape == [40, 40])
    let told = try trial.read(Metrics.self, refined["metrics"])
    #expect(try #require(told["orthogonality_defect"]) < 1e-6)
    #expect(try #require(told["laplacian_defect"]) < 1e-6)
    let vertices = try trial.run(
      "functional.correspondence", [:],
      [
        "map": artifact(refined["map"]), "source": #require(domains["source"]),
        "target": #require(domains["target"]),
      ])["vertices"]
    let found = try #require(trial.read(NumberArray.self, vertices).integers)
    for (vertex, place) in places.enumerated() { #expect(found[place] == vertex) }

    var truth = [Int32](repeating: 0, count: 162)
    for (vertex, place) in places.enumerated() { truth[place] = Int32(vertex) }
    let mesh = try artifact(trial.store(shape()))
    let file = try trial.file("truth.txt", truth.map(String.init).joined(separator: "\n") + "\n")
    for (port, input) in [
      ("truth", try artifact(trial.store(NumberArray(truth)))), ("truth_file", file),
    ] {
      let measured = try trial.read(
        Metrics.self,
        trial.run(
          "evaluate.correspondence", [:],
          ["mesh": mesh, "vertices": artifact(vertices), port: input])["metrics"])
      #expect(measured["mean_error"] == 0)
      #expect(measured["within_5_percent"] == 1)
      #expect(measured["vertices"] == 162)
    }
    // Taken for the identity, it is far off.
    let wrong = try trial.read(
      Metrics.self,
      trial.run(
        "evaluate.correspondence", ["samples": 0, "method": "exact"],
        ["mesh": mesh, "vertices": artifact(vertices)])["metrics"])
    #expect(try #require(wrong["mean_error"]) > 0.3)
    #expect(try #require(wrong["within_5_percent"]) < 0.1)
  }

  @Test func `maps that make no sense are refused`() throws {
    let domains = try domains()
    func failure(
      _ kind: String, _ parameters: ParameterValue, _ more: [String: [StageTrial.Input]] = [:]
    ) throws -> String {
      try trial.failure(kind, parameters, domains.merging(more) { $1 })
    }
    #expect(
      try failure("functional.map", ["source_landmarks": [1]])
        .contains("another number of vertices"))
    #expect(
      try failure(
        "functional.map", ["source_landmarks": [162], "target_landmarks": [0]]
      ).contains("vertex 0 is 162"))
    #expect(
      try failure("functional.map", ["descriptor": "none"]).contains("nothing to preserve"))
    let field = try artifact(
      trial.store(FieldArtifact(name: "f", values: [Double](repeating: 1, count: 162))))
    #expect(
      try failure("functional.map", [:], ["source_descriptors": field])
        .contains("of one shape alone"))
    #expect(
      try failure(
        "functional.map",
        ["descriptor": "none", "source_landmarks": [1], "target_landmarks": [1]],
        ["source_descriptors": field, "target_descriptors": field]
      ).contains("landmarks are told by kernels"))
    #expect(try failure("functional.map", ["count": 41]).contains("from 1 to 40"))
    let list = try artifact(trial.store(NumberArray([1, 2, 3] as [Int32])))
    #expect(
      try failure("functional.refine", [:], ["map": list]).contains("no functional map"))
    let map = try artifact(trial.store(NumberArray([1.0], shape: [1, 1])))
    #expect(
      try failure("functional.refine", ["count": 41], ["map": map])
        .contains("the pairs of the smaller basis"))
  }

  @Test func `correspondences that make no sense are refused`() throws {
    let mesh = try artifact(trial.store(shape()))
    func failure(
      _ vertices: NumberArray, _ more: [String: [StageTrial.Input]] = [:]
    ) throws -> String {
      try trial.failure(
        "evaluate.correspondence", [:],
        ["mesh": mesh, "vertices": artifact(trial.store(vertices))].merging(more) { $1 })
    }
    let short = NumberArray([1, 2] as [Int32])
    #expect(try failure(short).contains("connect `truth` or `truth_file`"))
    #expect(try failure(NumberArray([1.5, 2])).contains("no list of vertices"))
    #expect(
      try failure(short, ["truth_file": trial.file("a.txt", "1\nx\n")])
        .contains("\"x\" for target vertex 1"))
    #expect(
      try failure(short, ["truth": artifact(trial.store(NumberArray([0, 162] as [Int32])))])
        .contains("in the truth, target vertex 1 has source vertex 162"))
    #expect(
      try failure(
        short,
        [
          "truth": artifact(trial.store(short)), "truth_file": trial.file("b.txt", "1\n2\n"),
        ]
      ).contains("connected twice"))
  }
}
