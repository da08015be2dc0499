import Foundation
import Geometry
import Numerics
import Testing

@Suite struct FaceGradientTests {
  @Test func theGradientOfALinearFunctionIsItsSlopeInEveryFace() throws {
    let flat = try MeshPrimitives.gridPatch(rows: 6, columns: 9, size: [3, 2])
    let mesh = try TriangleMesh(
      positions: flat.positions.map { $0 + SIMD3(0, 0, 0.3 * $0.x - 0.8 * $0.y) },
      faces: flat.faces)
    let slope = SIMD3(0.7, -1.9, 0.4)
    let components = try FaceGradient(of: mesh).gradient
      .multiplied(by: mesh.positions.map { ($0 * slope).sum() })
    let frames = mesh.faceFrames
    for face in mesh.faces.indices {
      let normal = frames.normals[face]
      let found =
        components[2 * face] * frames.xAxes[face] + components[2 * face + 1] * frames.yAxes[face]
      let expected = slope - normal * (slope * normal).sum()
      let difference = found - expected
      #expect((difference * difference).sum() < 1e-24)
    }
  }

  @Test func divergenceOfTheGradientIsMinusTheStiffness() throws {
    for mesh in [
      try MeshPrimitives.icosphere(subdivisions: 2), try Surfaces.soup(faces: 40, vertices: 12),
    ] {
      let gradient = try FaceGradient(of: mesh)
      let product = try gradient.divergence.multiplied(by: gradient.gradient).scaled(by: -1)
      let stiffness = try CotangentLaplacian.stiffness(of: mesh)
      let size = stiffness.values.reduce(1) { max($0, abs($1)) }
      #expect(Surfaces.largestDifference(stiffness, product) < 1e-12 * size)
      #expect(Surfaces.largestDifference(product, stiffness) < 1e-12 * size)
    }
  }

  @Test func nothingFlowsOutOfAClosedSurface() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 17, minorSegments: 11)
    let field = (0..<2 * mesh.faceCount).map { sin(Double($0 * $0)) }
    let flow = try FaceGradient(of: mesh).divergence.multiplied(by: field)
    #expect(flow.contains { abs($0) > 1e-3 })
    #expect(abs(flow.reduce(0, +)) < 1e-12)
  }

  @Test func lengthsAloneGiveTheSameGradient() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 2), by: 0.02)
    let inSpace = try FaceGradient(of: mesh).gradient
    let byLengths = try FaceGradient(of: mesh, edgeLengths: mesh.edgeLengths).gradient
    #expect(Surfaces.largestDifference(inSpace, byLengths) < 1e-9)
  }

  @Test func aFaceWithoutAreaHasFiniteSlopesAndOneWithARepeatedCornerNone() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0]],
      faces: [[0, 1, 2], [0, 1, 3], [1, 1, 3]])
    let gradient = try FaceGradient(of: mesh)
    #expect(gradient.gradient.values.allSatisfy { $0.isFinite })
    #expect(
      gradient.gradient.entries(inRow: 4).isEmpty && gradient.gradient.entries(inRow: 5).isEmpty)
    #expect(gradient.faceAreas[2] == 0)
    #expect(mesh.faceFrames.xAxes[0] == .zero)
    #expect(throws: MeshError.empty) {
      try FaceGradient(of: TriangleMesh(positions: [[0, 0, 0]], faces: [[0, 0, 0]]))
    }
  }
}
