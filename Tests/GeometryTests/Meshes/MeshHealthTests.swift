import Geometry
import Testing

@Suite struct MeshHealthTests {
  @Test(arguments: [(1, 0), (2, 0), (0, 2), (3, 1)])
  func `spheres and tori have their characteristic and genus together`(
    spheres: Int, tori: Int
  ) throws {
    var parts: [TriangleMesh] = []
    for _ in 0..<spheres { parts.append(try MeshPrimitives.icosphere(subdivisions: 1)) }
    for _ in 0..<tori {
      parts.append(try MeshPrimitives.torus(majorSegments: 7, minorSegments: 5))
    }
    let health = MeshHealth(of: try union(parts))
    #expect(health.componentCount == spheres + tori)
    #expect(health.eulerCharacteristic == 2 * spheres)
    #expect(health.genus == tori)
    #expect(health.isClosed && health.isManifold && health.isOrientable)
    #expect(health.boundaryLoopCount == 0)
    #expect(health.edgeCount == 3 * health.faceCount / 2)
  }

  @Test func `a patch has one boundary loop, a patch with a hole two`() throws {
    let patch = try MeshPrimitives.gridPatch(rows: 5, columns: 4)
    let whole = MeshHealth(of: patch)
    #expect(whole.boundaryLoopCount == 1 && whole.boundaryEdges.count == 18)
    #expect(whole.genus == 0 && !whole.isClosed)
    // Without the two triangles of the cell in row 2, column 1.
    let cell = 2 * (2 * 4 + 1)
    var faces = patch.faces
    faces.removeSubrange(cell...cell + 1)
    let holed = MeshHealth(of: try TriangleMesh(positions: patch.positions, faces: faces))
    #expect(holed.boundaryLoopCount == 2 && holed.boundaryEdges.count == 22)
    #expect(holed.genus == 0 && holed.eulerCharacteristic == 0)
  }

  @Test func `two triangles that touch at a vertex have two loops and that vertex`() throws {
    let bowTie = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [1, 1, 0], [-1, 0, 0], [-1, -1, 0]],
      faces: [[0, 1, 2], [0, 3, 4]])
    let health = MeshHealth(of: bowTie)
    #expect(health.componentCount == 1)
    #expect(health.nonManifoldVertices == [0])
    #expect(health.boundaryLoopCount == 2)
    #expect(health.genus == nil && !health.isManifold)
  }

  @Test func `every flaw is counted where it is`() throws {
    let mesh = try TriangleMesh(
      positions: [
        [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 0], [9, 9, 9], [1, 0, 0],
      ],
      faces: [
        [0, 1, 2], [0, 1, 3], [2, 1, 0], [0, 1, 1], [0, 1, 4], [0, 3, 2],
      ])
    let health = MeshHealth(of: mesh)
    #expect(health.duplicateFaces == [2])
    #expect(health.facesWithRepeatedCorners == [3])
    #expect(health.facesWithoutArea == [4])
    #expect(health.unreferencedVertices == [5, 6])
    #expect(health.repeatedPositions == [6])
    #expect(health.nonManifoldEdges == [[0, 1], [0, 2]])
    #expect(health.eulerCharacteristic == 5 - health.edgeCount + 5)
  }

  @Test func `a misoriented edge is named, and a band of one side has no orientation`() throws {
    let twisted = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]], faces: [[0, 1, 2], [1, 2, 3]])
    let health = MeshHealth(of: twisted)
    #expect(health.misorientedEdges == [[1, 2]])
    #expect(health.isOrientable)
    let moebius = try band(cells: 7, turns: true)
    #expect(!MeshHealth(of: moebius).isOrientable)
    #expect(MeshHealth(of: moebius).boundaryLoopCount == 1)
    #expect(MeshHealth(of: moebius).genus == nil)
    let ring = try band(cells: 7, turns: false)
    #expect(MeshHealth(of: ring).isOrientable)
    #expect(MeshHealth(of: ring).boundaryLoopCount == 2)
  }

  @Test func `a mesh without faces has nothing but vertices`() throws {
    let health = MeshHealth(of: try TriangleMesh(positions: [[0, 0, 0], [0, 0, 0]], faces: []))
    #expect(health.componentCount == 0 && health.edgeCount == 0)
    #expect(health.unreferencedVertices == [0, 1] && health.repeatedPositions == [1])
    #expect(!health.isClosed && health.genus == nil)
  }

  @Test func `slivers have an area until their corners lie on a line`() throws {
    for (height, isLine) in [(1e-12, false), (1e-17, true), (0, true)] {
      for scale in [1e-200, 1, 1e200] {
        let mesh = try TriangleMesh(
          positions: [[0, 0, 0], [scale, 0, 0], [scale / 2, height * scale, 0]],
          faces: [[0, 1, 2]])
        #expect(mesh.facesWithoutArea.isEmpty == !isLine, "\(height), \(scale)")
      }
    }
  }
}

/// Meshes side by side in one.
func union(_ parts: [TriangleMesh]) throws -> TriangleMesh {
  var (positions, faces): ([SIMD3<Double>], [SIMD3<Int32>]) = ([], [])
  for (index, part) in parts.enumerated() {
    let first = Int32(positions.count)
    faces += part.faces.map { $0 &+ first }
    positions += part.positions.map { $0 + SIMD3(10 * Double(index), 0, 0) }
  }
  return try TriangleMesh(positions: positions, faces: faces)
}

/// A closed band of quads cut in two, its ends joined straight or turned over.
func band(cells: Int, turns: Bool) throws -> TriangleMesh {
  var positions: [SIMD3<Double>] = []
  for cell in 0..<cells {
    let (x, z) = (Double(cell), Double(cell * cell))
    positions += [SIMD3(x, 0, z), SIMD3(x, 1, z)]
  }
  var faces: [SIMD3<Int32>] = []
  for cell in 0..<Int32(cells) {
    let isLast = cell == Int32(cells) - 1
    let (a, b) = (2 * cell, 2 * cell + 1)
    let next = isLast ? 0 : 2 * cell + 2
    let (c, d) = isLast && turns ? (next + 1, next) : (next, next + 1)
    faces += [[a, c, d], [a, d, b]]
  }
  return try TriangleMesh(positions: positions, faces: faces)
}
