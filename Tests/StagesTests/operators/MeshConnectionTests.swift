import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshConnectionTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `the sphere has six fields of eigenvalue one, and none of zero`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let outputs = try trial.run("mesh.connection", [:], ["mesh": artifact(trial.store(mesh))])
    let stiffness = try trial.read(OperatorArtifact.self, outputs["stiffness"])
    #expect(stiffness.kind == "connection")
    #expect(stiffness.matrix.rows == 2 * mesh.vertexCount)
    let basis = try trial.run(
      "operator.eigenbasis", ["count": 7],
      ["stiffness": artifact(outputs["stiffness"]), "mass": artifact(outputs["mass"])])["basis"]
    let values = try trial.read(Eigenbasis.self, basis).values
    for value in values.prefix(6) { #expect(abs(value - 1) < 0.03) }
    #expect(values[6] > 4)
  }

  @Test func `transport is antisymmetric, and frames are orthonormal`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 9, minorSegments: 7)
    let outputs = try trial.run("mesh.connection", [:], ["mesh": artifact(trial.store(mesh))])
    let transport = try trial.read(SparseMatrix<Double>.self, outputs["transport"])
    for row in 0..<transport.rows {
      for entry in transport.entries(inRow: row) {
        #expect(transport.values[entry] == -transport[Int(transport.columnIndices[entry]), row])
      }
    }
    let frames = try trial.read(FieldArtifact.self, outputs["frames"])
    #expect((frames.channels, frames.count) == (9, mesh.vertexCount))
    for vertex in 0..<frames.count {
      let values = frames.values[9 * vertex..<9 * vertex + 9]
      let length = values.reduce(0.0) { $0 + $1 * $1 }
      #expect(abs(length - 3) < 1e-13)
    }
  }

  @Test func `a vertex where two fans meet is named`() throws {
    let hourglass = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]],
      faces: [[2, 0, 1], [3, 0, 4]])
    let message = try trial.failure(
      "mesh.connection", [:], ["mesh": artifact(trial.store(hourglass))])
    #expect(message.contains("around vertex 0 make more than one fan"), "\(message)")
  }
}
