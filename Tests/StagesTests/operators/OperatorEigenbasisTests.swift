import Artifacts
import Foundation
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct OperatorEigenbasisTests {
  private let trial: Trial
  init() throws { trial = try Trial() }

  private func inputs(
    _ stiffness: OperatorArtifact, _ mass: OperatorArtifact
  ) throws -> [String: [StageTrial.Input]] {
    [
      "stiffness": try artifact(trial.store(stiffness)), "mass": try artifact(trial.store(mass)),
    ]
  }

  private func basis(
    _ inputs: [String: [StageTrial.Input]], count: Int
  ) throws -> Eigenbasis {
    let outputs = try trial.run("operator.eigenbasis", ["count": .integer(count)], inputs)
    return try trial.read(Eigenbasis.self, outputs["basis"])
  }

  /// Stiffness and mass of a sphere, as `mesh.laplacian` calls them.
  private func sphere(
    _ subdivisions: Int, _ mass: MassMatrix.Kind = .lumped
  ) throws -> (stiffness: OperatorArtifact, mass: OperatorArtifact) {
    let laplacian = try CotangentLaplacian(
      of: MeshPrimitives.icosphere(subdivisions: subdivisions))
    return (
      try OperatorArtifact(kind: "stiffness", matrix: laplacian.stiffness()),
      try OperatorArtifact(kind: "mass", matrix: laplacian.mass(mass))
    )
  }

  @Test(arguments: [(9, 4), (9, 9), (101, 6)])
  func `the spectrum of a path is the closed form`(nodes: Int, count: Int) throws {
    let edges = (1..<Int32(nodes)).map { Graph.Edge($0 - 1, $0) }
    let path = try Graph(nodeCount: nodes, edges: edges)
    let found = try basis(
      inputs(
        OperatorArtifact(kind: "laplacian", matrix: GraphOperators.laplacian(of: path)),
        OperatorArtifact(kind: "mass", matrix: .identity(nodes))), count: count)
    #expect((found.count, found.size) == (count, nodes))
    // 2 - 2 cos(πk / n) for k from 0.
    for (order, value) in found.values.enumerated() {
      let angle = Double.pi * Double(order) / Double(nodes)
      #expect(abs(value - (2 - 2 * cos(angle))) < 1e-8)
    }
  }

  @Test func `too many pairs are an error, or as many as there are`() throws {
    let operators = try sphere(0)
    let given = try inputs(operators.stiffness, operators.mass)
    let message = try trial.failure("operator.eigenbasis", ["count": 13], given)
    #expect(message.contains("12"), "\(message)")
    let all = try trial.run("operator.eigenbasis", ["count": 13, "clamp": true], given)["basis"]
    #expect(try trial.read(Eigenbasis.self, all).count == 12)
  }

  @Test func `single precision rounds the vectors, and they pass the check of a basis`() throws {
    let operators = try sphere(2)
    let given = try inputs(operators.stiffness, operators.mass)
    let double = try basis(given, count: 9)
    let reference = try trial.run(
      "operator.eigenbasis", ["count": 9, "precision": "single"], given)["basis"]
    let single = try trial.read(Eigenbasis.self, reference)
    #expect(single.values == double.values)
    #expect(single.vectors.values == double.vectors.values.map { Double(Float($0)) })
    #expect(single.vectors.values != double.vectors.values)
    let stored = try trial.read(SinglePrecisionEigenbasis.self, reference)
    #expect(stored.artifactSummary == double.artifactSummary)
  }

  @Test(arguments: MassMatrix.Kind.allCases)
  func `vectors solve the problem and are orthonormal under the mass`(
    kind: MassMatrix.Kind
  ) throws {
    let (stiffness, mass) = try sphere(2, kind)
    let found = try basis(inputs(stiffness, mass), count: 9)
    let stiff = stiffness.matrix.multiplied(by: found.vectors)
    let massive = mass.matrix.multiplied(by: found.vectors)
    for a in 0..<9 {
      for row in 0..<found.size {
        #expect(abs(stiff[row, a] - found.values[a] * massive[row, a]) < 1e-7)
      }
      for b in 0..<9 {
        var product = 0.0
        for row in 0..<found.size { product += found.vectors[row, a] * massive[row, b] }
        #expect(abs(product - (a == b ? 1 : 0)) < 1e-9)
      }
    }
    let constant = found.vectors.column(0)
    for entry in constant { #expect(abs(entry - constant[0]) < 1e-7) }
  }

  @Test func `matrices on each other's ports are to be swapped`() throws {
    let (stiffness, mass) = try sphere(0)
    let message = try trial.failure("operator.eigenbasis", ["count": 3], inputs(mass, stiffness))
    #expect(message.contains("swap the two"), "\(message)")
  }

  @Test func `a count and matrices that fit no problem are refused`() throws {
    let (stiffness, mass) = try sphere(0)
    let fitting = try inputs(stiffness, mass)
    #expect(
      try trial.failure("operator.eigenbasis", ["count": 0], fitting)
        .contains("0 is no whole number from 1"))
    #expect(
      try trial.failure("operator.eigenbasis", ["count": 13], fitting)
        .contains("operators of 12 rows have 12 eigenpairs"))
    #expect(
      try trial.failure("operator.eigenbasis", [:], inputs(stiffness, sphere(1).mass))
        .contains("mass matrix of the same size"))
  }
}
