import Artifacts
import Geometry
import Models
import Pipeline
import Store
import TestSupport
import Testing

/// `make.articulated_shape` and `make.parametric_shape`.
@Suite struct MakeShapesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `a body is of area 1 around the origin, with parts, places and coordinates`() throws {
    let made = try trial.run(
      "make.articulated_shape", ["body": "quadruped", "vertices": 900, "index": 3], seed: 2)
    let mesh = try trial.read(TriangleMesh.self, made["mesh"])
    #expect(mesh.vertexCount == 900)
    #expect(MeshHealth(of: mesh).isClosed)
    #expect(abs(mesh.totalArea - 1) < 1e-12)
    var centre = SIMD3<Double>.zero
    for (face, area) in zip(mesh.faces, mesh.faceAreas) {
      for corner in 0..<3 { centre += mesh.positions[Int(face[corner])] * area / 3 }
    }
    #expect((centre * centre).sum() < 1e-20)
    let positions = try trial.read(FieldArtifact.self, made["positions"])
    #expect(positions.values == mesh.positions.flatMap { [$0.x, $0.y, $0.z] })
    let labels = try trial.read(Labels.self, made["labels"])
    #expect(labels.classNames == ArticulatedShape.Body.quadruped.parts)
    #expect(labels.count == 900 && Set(labels.classes).count == 8)
    let rest = try trial.read(FieldArtifact.self, made["rest"])
    let shape = try ArticulatedShape(.quadruped, vertices: 900, pose: 3, mesh: 3, seed: 2)
    #expect(rest.values == shape.rest.flatMap { [$0.x, $0.y, $0.z] })
    #expect(labels.classes == shape.parts)
    let label = try trial.read(Labels.self, made["label"])
    #expect(label.classes == [1] && label.classNames == ["biped", "quadruped", "hand"])
    let metrics = try trial.read(Metrics.self, made["metrics"])
    #expect(metrics["vertices"] == 900)
    #expect(try #require(metrics["stretch_greatest"]) > 1.05)
    #expect(abs(try #require(metrics["stretch_median"]) - 1) < 0.02)
  }

  @Test func `the rest pose stretches nothing, and a pose of its own may be chosen`() throws {
    let still = try trial.run(
      "make.articulated_shape", ["at_rest": true, "index": 4, "vertices": 801])
    let metrics = try trial.read(Metrics.self, still["metrics"])
    #expect(metrics["stretch_least"] == 1 && metrics["stretch_greatest"] == 1)
    func mesh(_ parameters: ParameterValue) throws -> TriangleMesh {
      try trial.read(
        TriangleMesh.self, trial.run("make.articulated_shape", parameters)["mesh"])
    }
    let first = try mesh(["index": 4, "vertices": 801, "frame": "fixed"])
    let same = try mesh(["index": 4, "pose": 4, "vertices": 801, "frame": "fixed"])
    let other = try mesh(["index": 4, "pose": 5, "vertices": 801, "frame": "fixed"])
    #expect(first == same)
    #expect(first.faces == other.faces && first.positions != other.positions)
  }

  @Test func `the class is the index counted round, or the one that is named`() throws {
    func label(_ parameters: ParameterValue) throws -> Labels {
      try trial.read(Labels.self, trial.run("make.parametric_shape", parameters)["label"])
    }
    let names = ParametricShape.classNames
    #expect(try label(["index": 7, "vertices": 300]).classes == [7])
    #expect(try label(["index": 47, "vertices": 300]).classes == [7])
    let named = try label(["index": 47, "class": "sphere", "vertices": 300])
    #expect(named.classes == [0] && named.classNames == names)
  }

  @Test func `a bend has its bound in the metrics, a turned frame does not change them`() throws {
    func made(_ frame: ParameterValue) throws -> (Metrics, TriangleMesh) {
      let outputs = try trial.run(
        "make.parametric_shape", ["index": 9, "vertices": 300, "bend": 0.2, "frame": frame])
      return (
        try trial.read(Metrics.self, outputs["metrics"]),
        try trial.read(TriangleMesh.self, outputs["mesh"])
      )
    }
    let (fixed, still) = try made("fixed")
    let (turned, moved) = try made("random")
    #expect(try #require(fixed["stretch_greatest"]) <= 1.2 * 1.2 * 1.1)
    #expect(try #require(fixed["stretch_greatest"]) > 1.01)
    #expect(fixed == turned)
    #expect(still.faces == moved.faces && still.positions != moved.positions)
    for (a, b) in zip(still.positions, moved.positions) {
      #expect(abs((a * a).sum() - (b * b).sum()) < 1e-12)
    }
  }

  @Test func `a shape bent as another item keeps its triangles`() throws {
    func mesh(_ parameters: ParameterValue) throws -> TriangleMesh {
      try trial.read(TriangleMesh.self, trial.run("make.parametric_shape", parameters)["mesh"])
    }
    let first = try mesh(["index": 4, "vertices": 300, "frame": "fixed"])
    let same = try mesh(["index": 4, "pose": 4, "vertices": 300, "frame": "fixed"])
    let other = try mesh(["index": 4, "pose": 24, "vertices": 300, "frame": "fixed"])
    #expect(first == same)
    #expect(first.faces == other.faces && first.positions != other.positions)
  }

  @Test(arguments: ["make.articulated_shape", "make.parametric_shape"])
  func `the seed decides, the number of threads does not`(kind: String) throws {
    let parameters: ParameterValue = ["vertices": 801, "index": 11]
    func digests(seed: UInt64, threads: Int) throws -> [String: String] {
      try trial.run(kind, parameters, seed: seed, threads: threads).mapValues { $0.digest.hex }
    }
    let first = try digests(seed: 4, threads: 1)
    #expect(try digests(seed: 4, threads: 2) == first)
    #expect(try digests(seed: 4, threads: 3) == first)
    #expect(try digests(seed: 5, threads: 1)["mesh"] != first["mesh"])
  }

  @Test(
    arguments: [
      ("make.articulated_shape", ["body": "snake"], "'snake' is none of the choices"),
      ("make.articulated_shape", ["vertices": 100], "100 is no whole number from 800"),
      ("make.parametric_shape", ["class": "blob"], "'blob' is none of the choices"),
      ("make.parametric_shape", ["bend": 0.7], "0.7 is no number from 0 to 0.5"),
      ("make.parametric_shape", ["index": -1], "-1 is no whole number from 0"),
    ] as [(String, ParameterValue, String)])
  func `parameters that make no shape are refused`(
    kind: String, parameters: ParameterValue, wanted: String
  ) throws {
    let message = try trial.failure(kind, parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
