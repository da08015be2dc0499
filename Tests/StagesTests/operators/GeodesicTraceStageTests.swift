import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct GeodesicTraceStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `paths on a flat square are straight and end where they should`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 10, columns: 10)
    let input = ["mesh": try artifact(trial.store(mesh))]
    let source = 5 * 11 + 5
    let frames = try trial.read(
      FieldArtifact.self, trial.run("mesh.tangent", [:], input)["frames"])
    let axes = frames.values[9 * source..<9 * source + 6].map(\.self)
    let outputs = try trial.run(
      "geodesics.trace",
      [
        "sources": .list([.integer(source), .integer(source)]), "directions": [0.7, 2.5],
        "lengths": [0.3],
      ], input)
    let ends = try trial.read(SparseMatrix<Double>.self, outputs["ends"])
    let points = try trial.read(NumberArray.self, outputs["points"])
    let starts = try trial.read(NumberArray.self, outputs["starts"])
    #expect(points.shape[1] == 3 && starts.shape == [3])
    for (path, angle) in [0.7, 2.5].enumerated() {
      let way = 0.3 * SIMD2(cos(angle), sin(angle))
      for axis in 0..<3 {
        let place = ends.multiplied(by: mesh.positions.map { $0[axis] })[path]
        let wanted = mesh.positions[source][axis] + way.x * axes[axis] + way.y * axes[3 + axis]
        #expect(abs(place - wanted) < 1e-12)
      }
    }
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect((metrics["paths"], metrics["whole"]) == (2, 2))
    #expect(abs((metrics["longest"] ?? 0) - 0.3) < 1e-15)
  }

  @Test func `a path that meets the boundary says so`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 4, columns: 4)
    let outputs = try trial.run(
      "geodesics.trace", ["sources": [12], "directions": [0.4], "lengths": [9.0]],
      ["mesh": artifact(trial.store(mesh))])
    let metrics = try trial.read(Metrics.self, outputs["metrics"])
    #expect(metrics["whole"] == 0)
    #expect(metrics.notes.count == 1 && metrics.notes[0].contains("meets the boundary after 0."))
  }

  @Test func `lists that do not fit are refused`() throws {
    let mesh = ["mesh": try artifact(trial.store(MeshPrimitives.icosphere(subdivisions: 0)))]
    for (parameters, wanted) in [
      (["sources": [1, 2], "directions": [0.5], "lengths": [1.0]], "has 1 numbers for 2 sources"),
      (["sources": [1], "directions": [0.5], "lengths": []], "give one a source, or one for all"),
      (["sources": [], "directions": [], "lengths": [1.0]], "needs at least one vertex"),
      (["sources": [99], "directions": [0.5], "lengths": [1.0]], "99"),
    ] as [(ParameterValue, String)] {
      let message = try trial.failure("geodesics.trace", parameters, mesh)
      #expect(message.contains(wanted), "\(message)")
    }
  }
}
