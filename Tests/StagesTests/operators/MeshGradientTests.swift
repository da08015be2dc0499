import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshGradientTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  @Test func `divergence of the gradient is minus the stiffness of mesh laplacian`() throws {
    let mesh = ["mesh": try artifact(trial.store(MeshPrimitives.icosphere(subdivisions: 1)))]
    let outputs = try trial.run("mesh.gradient", [:], mesh)
    let gradient = try trial.read(SparseMatrix<Double>.self, outputs["gradient"])
    let divergence = try trial.read(SparseMatrix<Double>.self, outputs["divergence"])
    let stiffness = try trial.read(
      OperatorArtifact.self, trial.run("mesh.laplacian", [:], mesh)["stiffness"]
    ).matrix
    #expect((gradient.rows, gradient.columns) == (160, 42))
    let product = try divergence.multiplied(by: gradient)
    for row in 0..<42 {
      for slot in stiffness.entries(inRow: row) {
        let other = product[row, Int(stiffness.columnIndices[slot])]
        #expect(abs(stiffness.values[slot] + other) < 1e-13)
      }
    }
    let frames = try trial.read(FieldArtifact.self, outputs["frames"])
    #expect((frames.count, frames.channels) == (80, 9))
  }

  @Test func `frames and gradients of vertices share the frames of transport`() throws {
    let mesh = ["mesh": try artifact(trial.store(MeshPrimitives.icosphere(subdivisions: 1)))]
    let outputs = try trial.run("mesh.tangent", [:], mesh)
    let frames = try trial.read(FieldArtifact.self, outputs["frames"])
    let connection = try trial.run("mesh.connection", [:], mesh)
    #expect(outputs["frames"]?.digest == connection["frames"]?.digest)
    let x = try trial.read(OperatorArtifact.self, outputs["x"])
    #expect(x.kind == "gradient_x")
    #expect(try trial.read(OperatorArtifact.self, outputs["y"]).kind == "gradient_y")
    // The slope of the height along an x axis is the axis' own rise, up to the edges' length.
    let mesh42 = try MeshPrimitives.icosphere(subdivisions: 1)
    let slopes = x.matrix.multiplied(by: mesh42.positions.map(\.z))
    for vertex in 0..<42 { #expect(abs(slopes[vertex] - frames.values[9 * vertex + 2]) < 0.15) }
  }
}
