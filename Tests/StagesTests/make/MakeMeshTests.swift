import Artifacts
import Geometry
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct MakeMeshTests {
  private func make(_ parameters: ParameterValue) throws -> TriangleMesh {
    let trial = try Trial()
    return try trial.read(TriangleMesh.self, trial.run("make.mesh", parameters)["mesh"])
  }

  @Test(arguments: 0...4)
  func `an icosphere is a closed surface on the sphere`(subdivisions: Int) throws {
    let mesh = try make(
      ["shape": "icosphere", "subdivisions": .integer(subdivisions), "radius": 2.5])
    let power = 1 << (2 * subdivisions)
    #expect(mesh.vertexCount == 10 * power + 2)
    #expect(mesh.faceCount == 20 * power)
    #expect(mesh.eulerCharacteristic == 2)
    for position in mesh.positions {
      let radius = (position * position).sum().squareRoot()
      #expect(abs(radius - 2.5) < 1e-14)
    }
    try mesh.requireOrientedManifoldEdges()
    let ball: Double = 4 / 3 * 2.5 * 2.5 * 2.5 * Double.pi
    #expect(mesh.signedVolume > 0.6 * ball && mesh.signedVolume < ball)
  }

  @Test func `a torus has a hole, and every vertex lies on its tube`() throws {
    let mesh = try make(
      ["shape": "torus", "radius": 3, "tube_radius": 0.5, "rows": 13, "columns": 7])
    #expect(mesh.vertexCount == 91)
    #expect(mesh.eulerCharacteristic == 0)
    for position in mesh.positions {
      let fromAxis = (position.x * position.x + position.y * position.y).squareRoot()
      let across = fromAxis - 3
      #expect(abs((across * across + position.z * position.z).squareRoot() - 0.5) < 1e-14)
    }
    try mesh.requireOrientedManifoldEdges()
    #expect(mesh.signedVolume > 0)
  }

  @Test func `a grid is a flat rectangle of the given size`() throws {
    let mesh = try make(["shape": "grid", "rows": 3, "columns": 5, "size": [4, 1.5]])
    #expect(mesh.vertexCount == 4 * 6)
    #expect(mesh.faceCount == 2 * 3 * 5)
    #expect(mesh.eulerCharacteristic == 1)
    #expect(abs(mesh.totalArea - 6) < 1e-14)
    let box = try #require(mesh.boundingBox)
    #expect(box.lower == SIMD3<Double>(0, 0, 0))
    #expect(box.upper == SIMD3<Double>(4, 1.5, 0))
  }

  @Test(
    arguments: [
      ([:], "parameter 'shape' is missing"),
      (["shape": "cone"], "'cone' is none of the choices"),
      (["shape": "icosphere", "subdivisions": 10], "10 is no whole number from 0 to 9"),
      (["shape": "icosphere", "radius": 0], "0 is no number greater than 0"),
      (["shape": "torus", "tube_radius": 1], "must be less than `radius`; make it smaller than 1"),
      (["shape": "torus", "rows": 2], "a torus needs at least 3 segments"),
      (["shape": "grid", "size": [1]], "a grid has two extents, x and y"),
      (["shape": "grid", "size": [1, -1]], "-1 is no number greater than 0"),
    ] as [(ParameterValue, String)])
  func `parameters that make no surface are refused`(
    parameters: ParameterValue, wanted: String
  ) throws {
    let message = try Trial().failure("make.mesh", parameters)
    #expect(message.contains(wanted), "\(message)")
  }
}
