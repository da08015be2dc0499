import Geometry
import Testing

@Suite struct TriangleMeshTests {
  private let corners: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]

  @Test func aCornerOutOfRangeIsNamedWithItsFace() {
    for wrong in [Int32(4), -1, .max, .min] {
      #expect(
        throws: MeshError.cornerOutOfRange(face: 1, corner: 2, index: Int(wrong), vertexCount: 4)
      ) {
        try TriangleMesh(positions: corners, faces: [[0, 1, 2], [1, 2, wrong]])
      }
    }
    let error = MeshError.cornerOutOfRange(face: 1, corner: 2, index: 4, vertexCount: 4)
    #expect(
      error.description
        == "Corner 2 of face 1 names vertex 4, but the mesh has 4 vertices (0 to 3)."
        + " Correct the index or add the vertex.")
  }

  @Test func aCoordinateThatIsNotFiniteIsNamedWithItsVertex() {
    for bad in [Double.nan, .infinity, -.infinity] {
      for axis in 0..<3 {
        var positions = corners
        positions[2][axis] = bad
        #expect(throws: MeshError.coordinateNotFinite(vertex: 2)) {
          try TriangleMesh(positions: positions, faces: [])
        }
      }
    }
  }

  @Test func theUnitTetrahedronHasItsTextbookQuantities() throws {
    let mesh = try TriangleMesh(
      positions: corners, faces: [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])
    #expect(abs(mesh.totalArea - (1.5 + 3.0.squareRoot() / 2)) < 1e-15)
    #expect(abs(mesh.signedVolume - 1.0 / 6) < 1e-15)
    #expect(abs(mesh.meanEdgeLength - (0.5 + 0.5.squareRoot())) < 1e-15)
    #expect(mesh.eulerCharacteristic == 2)
    #expect(mesh.faceNormals[0] == [0, 0, -1])
    #expect(mesh.edgeLengths[0] == SIMD3(2.0.squareRoot(), 1, 1))
    #expect(mesh.boundingBox?.lower == .zero)
    #expect(mesh.boundingBox?.upper == [1, 1, 1])
    try mesh.requireOrientedManifoldEdges()
  }

  @Test func edgesCountTheirFacesInBothDirections() throws {
    let fan = try TriangleMesh(
      positions: corners + [[0, -1, 0]], faces: [[0, 1, 2], [0, 1, 3], [1, 0, 4]])
    let edges = MeshEdges(of: fan)
    #expect(edges.count == 7)
    #expect(edges.ends[0] == [0, 1])
    #expect((edges.faceCount(0), edges.forwardFaceCount(0)) == (3, 2))
    #expect(edges.boundary == [1, 2, 3, 4, 5, 6])
    #expect(edges.nonManifold == [0])
    #expect(throws: MeshError.notOrientedManifold(edge: [0, 1], faceCount: 3)) {
      try fan.requireOrientedManifoldEdges()
    }
    let folded = try TriangleMesh(positions: corners, faces: [[0, 1, 2], [0, 1, 3]])
    #expect(MeshEdges(of: folded).misoriented == [0])
  }

  @Test func verticesAndFacesThatCarryNoSurfaceAreFound() throws {
    let mesh = try TriangleMesh(positions: corners + [[5, 5, 5]], faces: [[0, 1, 2], [1, 1, 2]])
    #expect(mesh.unreferencedVertices == [3, 4])
    #expect(mesh.facesWithRepeatedCorners == [1])
    #expect(mesh.faceAreas == [0.5, 0])
    #expect(mesh.faceNormals[1] == .zero)
    #expect(mesh.eulerCharacteristic == 1)
    #expect(mesh.vertexComponents == [0, 0, 0, 1, 2])
  }

  @Test func aMeshWithoutAnythingHasZeroEverything() throws {
    let mesh = try TriangleMesh(positions: [], faces: [])
    #expect(mesh.totalArea == 0)
    #expect(mesh.meanEdgeLength == 0)
    #expect(mesh.boundingBox == nil)
    #expect(mesh.eulerCharacteristic == 0)
  }
}
