import Artifacts
import Foundation
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct HeatGeodesicsStageTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func distances(
    _ mesh: TriangleMesh, _ parameters: ParameterValue
  ) throws -> FieldArtifact {
    let outputs = try trial.run(
      "geodesics.heat", parameters, ["mesh": artifact(trial.store(mesh))])
    return try trial.read(FieldArtifact.self, outputs["distance"])
  }

  @Test func `distances on a sphere are close to great circles, and zero at the source`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4, radius: 2)
    let field = try distances(mesh, ["sources": [5]])
    #expect((field.name, field.channels, field.count) == ("distance", 1, mesh.vertexCount))
    #expect(field.values[5] == 0)
    let source = mesh.positions[5]
    var error = 0.0
    for (position, distance) in zip(mesh.positions, field.values) {
      let cosine = (position * source).sum() / 4
      error += abs(distance - 2 * acos(max(-1, min(1, cosine))))
    }
    #expect(error / Double(mesh.vertexCount) < 0.03 * 2 * Double.pi)
  }

  @Test func `distances grow with the mesh`() throws {
    let small = try distances(
      MeshPrimitives.icosphere(subdivisions: 2, radius: 1), ["sources": [7]])
    let large = try distances(
      MeshPrimitives.icosphere(subdivisions: 2, radius: 8), ["sources": [7]])
    for (a, b) in zip(small.values, large.values) { #expect(abs(8 * a - b) < 1e-9) }
    #expect(small.values.contains { $0 > 2 })
  }

  @Test func `what no source reaches is infinitely far`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let count = sphere.vertexCount
    let twins = try TriangleMesh(
      positions: sphere.positions + sphere.positions.map { $0 + 5 },
      faces: sphere.faces + sphere.faces.map { $0 &+ Int32(count) })
    let one = try distances(twins, ["sources": [3]]).values
    #expect(one.prefix(count).allSatisfy { $0.isFinite })
    #expect(one.suffix(count).allSatisfy { $0 == .infinity })
    let both = try distances(twins, ["sources": .list([3, .integer(count + 3)])]).values
    for (a, b) in zip(both.prefix(count), both.suffix(count)) { #expect(abs(a - b) < 1e-9) }
    #expect((both[3], both[count + 3]) == (0, 0))
  }

  @Test(
    arguments: [
      ([:], "parameter 'sources' is missing"),
      (["sources": []], "needs at least one vertex; write [0]"),
      (["sources": [-1]], "-1 is no whole number from 0"),
      (["sources": [0, 12]], "Source vertex 12 is outside the mesh's vertices 0 to 11"),
      (["sources": [0], "time": 0], "0 is no number greater than 0"),
    ] as [(ParameterValue, String)])
  func `sources and times that make no distance are refused`(
    parameters: ParameterValue, wanted: String
  ) throws {
    let mesh = try trial.store(MeshPrimitives.icosphere(subdivisions: 0))
    let message = try trial.failure("geodesics.heat", parameters, ["mesh": artifact(mesh)])
    #expect(message.contains(wanted), "\(message)")
  }
}
