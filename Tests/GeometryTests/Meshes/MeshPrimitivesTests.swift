import Geometry
import Testing

@Suite struct MeshPrimitivesTests {
  @Test(arguments: 0...5)
  func theIcosphereIsAClosedOrientedSphere(subdivisions: Int) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions, radius: 2)
    let power = 1 << (2 * subdivisions)
    #expect(mesh.vertexCount == 10 * power + 2)
    #expect(mesh.faceCount == 20 * power)
    #expect(mesh.eulerCharacteristic == 2)
    #expect(MeshEdges(of: mesh).boundary.isEmpty)
    try mesh.requireOrientedManifoldEdges()
    for position in mesh.positions {
      #expect(abs((position * position).sum() - 4) < 1e-14 * 4)
    }
    #expect(mesh.unreferencedVertices.isEmpty)
  }

  @Test func theIcospheresAreaAndVolumeConvergeAtSecondOrder() throws {
    let errors = try (2...5).map { subdivisions in
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      return SIMD2(4 * Double.pi - mesh.totalArea, 4 * Double.pi / 3 - mesh.signedVolume)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      let ratio = coarse / fine
      #expect(ratio.min() > 3.8 && ratio.max() < 4.2)
    }
    #expect(errors[3].max() < 0.02)
  }

  @Test func icosphereNormalsPointOutward() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2)
    for (face, normal) in zip(mesh.faces, mesh.faceNormals) {
      #expect((mesh.positions[Int(face[0])] * normal).sum() > 0)
    }
  }

  @Test func theTorusIsClosedOfGenusOneWithItsArea() throws {
    let mesh = try MeshPrimitives.torus(
      majorRadius: 3, minorRadius: 1, majorSegments: 121, minorSegments: 61)
    #expect(mesh.vertexCount == 121 * 61)
    #expect(mesh.eulerCharacteristic == 0)
    #expect(MeshEdges(of: mesh).boundary.isEmpty)
    try mesh.requireOrientedManifoldEdges()
    let (area, volume) = (12 * Double.pi * Double.pi, 6 * Double.pi * Double.pi)
    #expect(abs(mesh.totalArea / area - 1) < 3e-3)
    #expect(abs(mesh.signedVolume / volume - 1) < 4e-3)
  }

  @Test func theGridPatchIsAFlatDisk() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 3, columns: 5, size: [10, 2])
    #expect(mesh.vertexCount == 24)
    #expect(mesh.positions[1 * 6 + 2] == [4, 2.0 / 3, 0])
    #expect(abs(mesh.totalArea - 20) < 1e-13)
    #expect(mesh.eulerCharacteristic == 1)
    #expect(MeshEdges(of: mesh).boundary.count == 16)
    #expect(mesh.faceNormals.allSatisfy { $0 == [0, 0, 1] })
    try mesh.requireOrientedManifoldEdges()
  }

  @Test func parametersOutOfRangeAreNamed() {
    func name(_ body: () throws -> TriangleMesh) -> String? {
      do { _ = try body() } catch MeshError.parameterOutOfRange(let name, _, _) {
        return name
      } catch {}
      return nil
    }
    #expect(name { try MeshPrimitives.icosphere(subdivisions: 10) } == "subdivisions")
    #expect(name { try MeshPrimitives.icosphere(subdivisions: -1) } == "subdivisions")
    #expect(name { try MeshPrimitives.icosphere(subdivisions: 1, radius: .nan) } == "radius")
    #expect(
      name {
        try MeshPrimitives.torus(majorRadius: 1, minorRadius: 1, majorSegments: 3, minorSegments: 3)
      }
        == "majorRadius")
    #expect(
      name { try MeshPrimitives.torus(majorSegments: 2, minorSegments: 3) } == "majorSegments")
    #expect(
      name { try MeshPrimitives.torus(majorSegments: 3, minorSegments: 2) } == "minorSegments")
    #expect(name { try MeshPrimitives.gridPatch(rows: 0, columns: 1) } == "rows")
    #expect(name { try MeshPrimitives.gridPatch(rows: 1, columns: 1, size: [1, 0]) } == "height")
  }
}
