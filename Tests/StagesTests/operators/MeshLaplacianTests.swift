import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MeshLaplacianTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func laplacian(
    _ mesh: TriangleMesh, _ parameters: ParameterValue = [:]
  ) throws -> (stiffness: OperatorArtifact, mass: OperatorArtifact) {
    let outputs = try trial.run(
      "mesh.laplacian", parameters, ["mesh": artifact(trial.store(mesh))])
    return (
      try trial.read(OperatorArtifact.self, outputs["stiffness"]),
      try trial.read(OperatorArtifact.self, outputs["mass"])
    )
  }

  private func isClose(_ matrix: SparseMatrix<Double>, _ wanted: [Double]) -> Bool {
    let entries = matrix.dense().values
    return entries.count == wanted.count
      && zip(entries, wanted).allSatisfy { abs($0 - $1) < 1e-14 }
  }

  @Test func `a right triangle has the weights of its cotangents`() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 1, 2]])
    let (stiffness, mass) = try laplacian(mesh)
    #expect((stiffness.kind, mass.kind) == ("stiffness", "mass"))
    #expect(isClose(stiffness.matrix, [1, -0.5, -0.5, -0.5, 0.5, 0, -0.5, 0, 0.5]))
    let sixth: Double = 1 / 6
    #expect(isClose(mass.matrix, [sixth, 0, 0, 0, sixth, 0, 0, 0, sixth]))
  }

  @Test func `rows of the stiffness sum to zero, and it is symmetric`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 17, minorSegments: 9)
    let stiffness = try laplacian(mesh).stiffness.matrix
    for sum in stiffness.rowSums { #expect(abs(sum) < 1e-12) }
    #expect(Bool(stiffness.isSymmetric(tolerance: 0)))
    #expect(stiffness.diagonalValues.allSatisfy { $0 > 0 })
  }

  @Test func `the energy of a linear function is its squared gradient times the area`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 5, columns: 3, size: [3, 2])
    let values = mesh.positions.map { 2 * $0.x - $0.y }
    let product = try laplacian(mesh).stiffness.matrix.multiplied(by: values)
    let energy = zip(values, product).reduce(0.0) { $0 + $1.0 * $1.1 }
    #expect(abs(energy - 5 * 6) < 1e-12)
  }

  @Test(arguments: ["lumped", "voronoi", "galerkin"])
  func `the entries of every mass add up to the area`(kind: String) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2, radius: 1.7)
    let mass = try laplacian(mesh, ["mass": .string(kind)]).mass.matrix
    #expect(abs(mass.values.reduce(0, +) - mesh.totalArea) < 1e-11)
    let edges = 3 * mesh.faceCount / 2
    #expect(mass.nonzeroCount == mesh.vertexCount + (kind == "galerkin" ? 2 * edges : 0))
  }

  @Test(arguments: ["intrinsic-delaunay", "robust"] as [ParameterValue])
  func `on a closed Delaunay mesh every method gives the cotangent Laplacian`(
    method: ParameterValue
  ) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    for mass in ["lumped", "voronoi", "galerkin"] as [ParameterValue] {
      let plain = try laplacian(mesh, ["mass": mass])
      let other = try laplacian(mesh, ["mass": mass, "method": method])
      for (a, b) in [(plain.stiffness, other.stiffness), (plain.mass, other.mass)] {
        #expect(a.kind == b.kind)
        #expect(a.matrix.columnIndices == b.matrix.columnIndices)
        let largest = a.matrix.values.max() ?? 0
        for (x, y) in zip(a.matrix.values, b.matrix.values) {
          #expect(abs(x - y) < 1e-12 * largest)
        }
      }
    }
  }

  @Test func `three faces on an edge need the robust method, and the error says so`() throws {
    let fan = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1]],
      faces: [[0, 1, 2], [1, 0, 3], [0, 1, 4]])
    let message = try trial.failure(
      "mesh.laplacian", ["method": "intrinsic-delaunay"], ["mesh": artifact(trial.store(fan))])
    #expect(message.contains("from vertex 0 to vertex 1 has 3 faces"), "\(message)")
    #expect(message.contains("method: robust"), "\(message)")
    let stiffness = try laplacian(fan, ["method": "robust"]).stiffness.matrix
    #expect(stiffness.diagonalValues.allSatisfy { $0 > 0 })
    for sum in stiffness.rowSums { #expect(abs(sum) < 1e-13) }
    #expect(
      try trial.failure(
        "mesh.laplacian", ["method": "robust", "mollification": 0],
        ["mesh": artifact(trial.store(fan))]
      ).contains("0 is no number greater than 0"))
  }

  @Test func `a mesh without a triangle and a word that names no mass are refused`() throws {
    let line = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0]], faces: [[0, 1, 1]])
    let input = ["mesh": try artifact(trial.store(line))]
    let message = try trial.failure("mesh.laplacian", [:], input)
    #expect(message.contains("no face with three distinct corners"), "\(message)")
    #expect(
      try trial.failure("mesh.laplacian", ["mass": "full"], input)
        .contains("'full' is none of the choices"))
  }
}
