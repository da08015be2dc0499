import Artifacts
import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// Functional maps between near-isometric poses of animals.
@Suite(.enabled(if: Poses.folder != nil, "set MERIDIAN_TEST_DATA to the data folder"))
struct PosesTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  /// One pose after the other, with vertices that are known to correspond.
  struct Pair: CustomTestStringConvertible, Sendable {
    let source: String
    let target: String
    /// A file with a source vertex for each target vertex; equal numbers where there is none.
    var truth: String?
    /// The mean error that is allowed.
    let bound: Double
    /// The part of the vertices that must be off by less than a quarter of the root of the area.
    let part: Double
    var testDescription: String { "\(source) to \(target)" }
  }

  @Test(arguments: Poses.pairs)
  func `poses correspond up to a few per cent of their size`(pair: Pair) throws {
    let folder = try #require(Poses.folder)
    let (source, target) = try (shape(folder + pair.source), shape(folder + pair.target))
    let truth = try pair.truth.map { try String(contentsOfFile: folder + $0, encoding: .utf8) }
    let vertices = truth?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    let marks = (0..<6).map { 37 + 811 * $0 }
    let domains = [
      "source": source.basis, "target": target.basis, "source_mass": source.mass,
      "target_mass": target.mass,
    ]
    let fitted = try trial.run(
      "functional.map",
      [
        "source_landmarks": .list(marks.map { .integer(vertices?[$0] ?? $0) }),
        "target_landmarks": .list(marks.map { .integer($0) }),
      ], domains, threads: 2)
    let refined = try trial.run(
      "functional.refine", ["step": 10],
      domains.merging(["map": artifact(fitted["map"])]) { $1 }, threads: 2)
    let found = try trial.run(
      "functional.correspondence", [:],
      ["map": artifact(refined["map"]), "source": source.basis, "target": target.basis],
      threads: 2)
    var inputs = ["mesh": source.mesh, "vertices": try artifact(found["vertices"])]
    if let name = pair.truth { inputs["truth_file"] = [.file(folder + name)] }
    let error = try trial.read(
      Metrics.self,
      trial.run("evaluate.correspondence", ["samples": 200], inputs, threads: 2)["metrics"])
    #expect(try #require(error["mean_error"]) < pair.bound, "\(error.artifactSummary)")
    #expect(try #require(error["within_25_percent"]) > pair.part, "\(error.artifactSummary)")
  }

  private func shape(
    _ path: String
  ) throws -> (
    mesh: [StageTrial.Input], basis: [StageTrial.Input], mass: [StageTrial.Input]
  ) {
    let file = try trial.run("load.mesh", [:], ["mesh": [.file(path)]])["mesh"]
    let mesh = try artifact(
      trial.run("mesh.normalize", [:], ["mesh": artifact(file)])["mesh"])
    let laplacian = try trial.run("mesh.laplacian", ["method": "robust"], ["mesh": mesh])
    let mass = try artifact(laplacian["mass"])
    let basis = try trial.run(
      "operator.eigenbasis", ["count": 110],
      ["stiffness": artifact(laplacian["stiffness"]), "mass": mass], threads: 2)["basis"]
    return (mesh, try artifact(basis), mass)
  }
}

private enum Poses {
  static let folder = ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"].map {
    $0 + "/poses/"
  }

  static let pairs = [
    PosesTests.Pair(
      source: "cat-lion/cat-00.off", target: "cat/cat-02.obj.gz", bound: 0.08, part: 0.97),
    PosesTests.Pair(
      source: "cat-lion/lion-00.off", target: "lion/lion-02.obj.gz", bound: 0.08, part: 0.97),
    // The camels' map comes from another program and is itself off at about a tenth of the vertices.
    PosesTests.Pair(
      source: "camel/camel-gallop-03.off", target: "camel/camel-gallop-06.off",
      truth: "camel/maps/6_to_3", bound: 0.15, part: 0.8),
  ]
}
