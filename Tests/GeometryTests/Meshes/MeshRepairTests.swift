import Geometry
import TestSupport
import Testing

@Suite struct MeshRepairTests {
  @Test func `a sound mesh stays as it is, bit for bit`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 9, minorSegments: 7)
    let repair = try MeshRepair(mesh)
    #expect(repair.mesh == mesh)
    #expect(repair.changes == MeshRepair.Changes())
    #expect(repair.origins == Array(0..<63))
    #expect(repair.faceOrigins == Array(0..<126))
  }

  @Test func `a soup of a sphere's triangles becomes the sphere again`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    let soup = try TriangleMesh(
      positions: sphere.faces.flatMap { face in (0..<3).map { sphere.positions[Int(face[$0])] } },
      faces: sphere.faces.indices.map { SIMD3(0, 1, 2) &+ Int32(3 * $0) })
    let repair = try MeshRepair(soup)
    #expect(repair.changes.mergedVertices == soup.vertexCount - sphere.vertexCount)
    #expect(repair.changes.droppedVertices == 0)
    let health = MeshHealth(of: repair.mesh)
    #expect(health.vertexCount == sphere.vertexCount && health.genus == 0 && health.isClosed)
    #expect(repair.origins.map { soup.positions[Int($0)] } == repair.mesh.positions)
  }

  @Test func `vertices within the tolerance merge, those beyond it do not`() throws {
    // The box is 10 long; tolerances are shares of that.
    let mesh = try TriangleMesh(
      positions: [
        [0, 0, 0], [10, 0, 0], [0, 5, 0], [0, 0.009, 0], [10, 0, 0.011], [0, 5, 0.005],
      ],
      faces: [[0, 1, 2], [3, 4, 5]])
    var options = MeshRepairOptions()
    options.mergeTolerance = 0.001
    options.orientation = .keep
    options.dropsDuplicateFaces = false
    let repair = try MeshRepair(mesh, options: options)
    #expect(repair.changes.mergedVertices == 2)
    #expect(repair.mesh.faces == [[0, 1, 2], [0, 3, 2]])
    #expect(repair.origins == [0, 1, 2, 4])
    options.mergeTolerance = 0.2
    #expect(throws: MeshError.self) { try MeshRepair(mesh, options: options) }
    options.mergeTolerance = .nan
    #expect(throws: MeshError.self) { try MeshRepair(mesh, options: options) }
  }

  @Test func `each vertex merges into the nearest that stands, as a search of all pairs finds it`()
    throws
  {
    var random = SeededRandom(seed: 5)
    let positions = (0..<400).map { _ in
      SIMD3(
        Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random),
        Double.random(in: -3...3, using: &random))
    }
    let mesh = try TriangleMesh(positions: positions, faces: [])
    let box = try #require(mesh.boundingBox)
    let distance = (box.upper - box.lower).max() * 0.03
    var expected: [Int32] = []
    for (vertex, position) in positions.enumerated() {
      var best = (distance: distance, vertex: Int32(vertex))
      for other in 0..<vertex where expected[other] == Int32(other) {
        let difference = positions[other] - position
        let away = (difference * difference).sum().squareRoot()
        if away < best.distance { best = (away, Int32(other)) }
      }
      expected.append(best.vertex)
    }
    #expect(Set(expected).count < 390)
    #expect(try mesh.mergedVertices(tolerance: 0.03) == expected)
  }

  @Test func `an hourglass falls into its two halves`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 0)
    let twins = try union([sphere, sphere])
    let joined = try TriangleMesh(
      positions: twins.positions,
      faces: twins.faces.map { $0.replacing(with: 3, where: $0 .== 15) })
    #expect(MeshHealth(of: joined).nonManifoldVertices == [3])
    let repair = try MeshRepair(joined)
    #expect(repair.changes.splitVertices == 1 && repair.changes.droppedVertices == 1)
    let health = MeshHealth(of: repair.mesh)
    #expect(health.isManifold && health.componentCount == 2 && health.genus == 0)
    #expect(repair.mesh.vertexCount == 24)
  }

  @Test func `cutting makes random heaps of triangles manifold without moving a corner`() throws {
    var random = SeededRandom(seed: 17)
    for round in 0..<50 {
      let count = 8
      let positions = (0..<count).map { _ in
        SIMD3(
          Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random),
          Double.random(in: 0...1, using: &random))
      }
      let faces = (0..<24).map { _ in
        SIMD3((0..<3).map { _ in Int32.random(in: 0..<Int32(count), using: &random) })
      }
      let heap = try TriangleMesh(positions: positions, faces: faces)
      let repair = try MeshRepair(heap)
      let health = MeshHealth(of: repair.mesh)
      #expect(health.isManifold, "round \(round)")
      #expect(health.duplicateFaces.isEmpty && health.facesWithRepeatedCorners.isEmpty)
      #expect(health.misorientedEdges.isEmpty || !health.isOrientable)
      #expect(health.unreferencedVertices.isEmpty)
      for (face, origin) in zip(repair.mesh.faces, repair.faceOrigins) {
        let now = (0..<3).map { repair.origins[Int(face[$0])] }
        let before = heap.faces[Int(origin)]
        #expect(now.sorted() == [before[0], before[1], before[2]].sorted())
      }
    }
  }

  @Test func `three sheets on an edge come apart only if edges are cut`() throws {
    let fan = try TriangleMesh(
      positions: [[0, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [-1, 0, 0]],
      faces: [[0, 1, 2], [0, 1, 3], [0, 1, 4]])
    var options = MeshRepairOptions()
    options.cutting = .vertices
    #expect(try MeshRepair(fan, options: options).mesh == fan)
    options.cutting = .edges
    let repair = try MeshRepair(fan, options: options)
    #expect(repair.changes.splitVertices == 4)
    #expect(MeshHealth(of: repair.mesh).componentCount == 3)
  }

  @Test func `faces turned at random agree again, and look outward`() throws {
    var random = SeededRandom(seed: 3)
    let spheres = try union([
      MeshPrimitives.icosphere(subdivisions: 2), MeshPrimitives.icosphere(subdivisions: 1),
    ])
    let shuffled = try TriangleMesh(
      positions: spheres.positions,
      faces: spheres.faces.map {
        Bool.random(using: &random) ? SIMD3($0[1], $0[0], $0[2]) : $0
      })
    var options = MeshRepairOptions()
    options.orientation = .outward
    let repair = try MeshRepair(shuffled, options: options)
    #expect(MeshHealth(of: repair.mesh).misorientedEdges.isEmpty)
    #expect(abs(repair.mesh.signedVolume - spheres.signedVolume) < 1e-9)
    let turned = zip(shuffled.faces, spheres.faces).count { $0 != $1 }
    #expect(repair.changes.turnedFaces == turned)
  }

  @Test func `the fewer faces are turned`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    var faces = sphere.faces
    for face in [0, 7, 33] { faces[face] = SIMD3(faces[face][0], faces[face][2], faces[face][1]) }
    let repair = try MeshRepair(TriangleMesh(positions: sphere.positions, faces: faces))
    #expect(repair.changes.turnedFaces == 3)
    #expect(repair.mesh == sphere)
  }

  @Test func `a Möbius band is told and left as it is`() throws {
    let moebius = try band(cells: 9, turns: true)
    let repair = try MeshRepair(moebius)
    #expect(repair.changes.unorientableSurfaces == 1 && repair.changes.turnedFaces == 0)
    #expect(repair.mesh == moebius)
  }

  @Test(arguments: [4, 9, 30])
  func `a seam makes a Möbius band a band`(cells: Int) throws {
    let moebius = try band(cells: cells, turns: true)
    var options = MeshRepairOptions()
    options.cutting = .seams
    let repair = try MeshRepair(moebius, options: options)
    let health = MeshHealth(of: repair.mesh)
    #expect(health.isManifold && health.isOrientable && health.misorientedEdges.isEmpty)
    // Cut across once, it is a strip: one piece, one boundary.
    #expect((health.componentCount, health.boundaryLoopCount, health.genus) == (1, 1, 0))
    #expect(health.eulerCharacteristic == 1)
    #expect(repair.changes.splitVertices == 2 && repair.changes.unorientableSurfaces == 0)
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    #expect(try MeshRepair(sphere, options: options).mesh == sphere)
  }

  @Test func `nothing is done that is switched off`() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [5, 5, 5]],
      faces: [[0, 1, 2], [3, 2, 1], [1, 1, 2], [0, 2, 1], [1, 2, 4]])
    var options = MeshRepairOptions()
    options.mergeTolerance = nil
    options.degenerateFaces = .keep
    options.dropsDuplicateFaces = false
    options.cutting = .none
    options.orientation = .keep
    options.dropsUnreferencedVertices = false
    let repair = try MeshRepair(mesh, options: options)
    #expect(repair.mesh == mesh && repair.changes == MeshRepair.Changes())
  }
}
