import Foundation
import Geometry
import Numerics
import Testing

@Suite struct HeatGeodesicsTests {
  @Test(arguments: [(4, 0.03), (5, 0.015), (6, 0.01)])
  func distancesOnTheSphereAreGreatCircles(subdivisions: Int, bound: Double) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    let distances = try HeatGeodesics(mesh).distances(from: [3])
    let source = mesh.positions[3]
    let error = zip(mesh.positions, distances).reduce(0.0) { sum, pair in
      sum + abs(pair.1 - acos(max(-1, min(1, (pair.0 * source).sum()))))
    }
    #expect(error / Double(mesh.vertexCount) < bound * Double.pi)
    #expect(distances[3] == 0)
    #expect(distances.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test(arguments: [(3, 0.013), (4, 0.0065), (5, 0.005), (6, 0.006)])
  func theLargestErrorIsSmallNextToTheSourceToo(subdivisions: Int, bound: Double) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    func errors(nearField: Double) throws -> (mean: Double, largest: Double) {
      let solver = try HeatGeodesics(mesh, options: HeatGeodesicsOptions(nearField: nearField))
      let distances = try solver.distances(from: [3])
      let errors = mesh.positions.indices.filter { $0 != 3 }.map { vertex in
        let chord = mesh.positions[vertex] - mesh.positions[3]
        return abs(
          distances[vertex] / (2 * asin(min(1, (chord * chord).sum().squareRoot() / 2))) - 1)
      }
      return (errors.reduce(0, +) / Double(errors.count), errors.max() ?? 0)
    }
    let (alone, corrected) = (try errors(nearField: 0), try errors(nearField: 8))
    #expect(corrected.largest < bound)
    #expect(corrected.mean < 0.003)
    #expect(alone.largest > 0.15)
    #expect(alone.mean > 1.8 * corrected.mean)
  }

  @Test func theDistanceApproachesTheExactOneUnderSubdivision() throws {
    var last = Double.infinity
    for subdivisions in 2...5 {
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      let exact = try ExactGeodesics(mesh).distances(from: [3])
      func error(nearField: Double) throws -> Double {
        let solver = try HeatGeodesics(mesh, options: HeatGeodesicsOptions(nearField: nearField))
        let distances = try solver.distances(from: [3])
        let sum = zip(distances, exact).reduce(0) { $0 + ($1.1 > 0 ? abs($1.0 / $1.1 - 1) : 0) }
        return sum / Double(exact.count - 1)
      }
      let alone = try error(nearField: 0)
      #expect(alone < 0.7 * last)
      #expect(try error(nearField: 8) < 0.4 * alone)
      last = alone
    }
  }

  @Test func onTheSphereErrorsFallAtFirstOrderAndExactOnesAtSecond() throws {
    func error(_ mesh: TriangleMesh, _ distances: [Double]) -> Double {
      zip(mesh.positions, distances).reduce(0) {
        $0 + abs($1.1 - Sphere.distance($1.0, mesh.positions[3])) / Double(mesh.vertexCount)
      }
    }
    var last: [Double] = []
    for subdivisions in 2...5 {
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      let edge = mesh.meanEdgeLength
      // A time of squared edges resolves heat's decay no better on finer meshes: what is left of the
      // error is not the mesh's. A time that is fixed, or shrinks like edges, shows the order.
      var errors = try [0.1, 0.1 * edge].map { time in
        let options = HeatGeodesicsOptions(timeFactor: time / (edge * edge), nearField: 0)
        return error(mesh, try HeatGeodesics(mesh, options: options).distances(from: [3]))
      }
      errors.append(error(mesh, try ExactGeodesics(mesh).distances(from: [3])))
      let orders = zip(last, errors).map { log2($0 / $1) }
      for (order, expected) in zip(orders, [1.0, 1, 2]) {
        #expect(abs(order - expected) < 0.12, "\(orders)")
      }
      last = errors
    }
  }

  @Test func nearSourcesDistancesAreExact() throws {
    let mesh = try SampleSurfaces.terrain(rows: 40, columns: 40, jitter: 0.3, seed: 3) { x, y in
      0.2 * sin(9 * x) * cos(7 * y) + 1e-3
    }
    let sources = [20 * 41 + 20, 7 * 41 + 9]
    let exact = try ExactGeodesics(mesh).distances(from: sources)
    let heat = try HeatGeodesics(mesh).distances(from: sources)
    let radius = 4 * mesh.meanEdgeLength
    for (a, b) in zip(heat, exact) where b < 0.99 * radius { #expect(abs(a - b) < 1e-12) }
    #expect(exact.count { $0 < 0.99 * radius } > 40)
    // Where the one turns into the other there is no step: neighbours differ by no more than an edge.
    for edge in MeshEdges(of: mesh).ends {
      let (a, b) = (Int(edge[0]), Int(edge[1]))
      let offset = mesh.positions[a] - mesh.positions[b]
      #expect(abs(heat[a] - heat[b]) < 1.3 * (offset * offset).sum().squareRoot())
    }
  }

  @Test func dirtySurfacesGiveDistancesOrAClearError() throws {
    for (name, mesh) in try SampleSurfaces.dirty() {
      for source in 0..<mesh.vertexCount {
        do {
          let distances = try HeatGeodesics(mesh).distances(from: [source])
          #expect(distances.allSatisfy { $0 >= 0 } && distances[source] == 0, "\(name)")
        } catch let error as MeshError {
          #expect(error == .sourceUnreferenced(source: source), "\(name)")
        }
      }
    }
  }

  @Test(arguments: HeatGeodesicsOptions.Method.allCases)
  func onAMeshOfEvenTrianglesAllMethodsAgree(method: HeatGeodesicsOptions.Method) throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let plain = try HeatGeodesics(mesh).distances(from: [9])
    let other = try HeatGeodesics(mesh, options: HeatGeodesicsOptions(method: method))
      .distances(from: [9])
    for (a, b) in zip(plain, other) { #expect(abs(a - b) < 1e-9) }
  }

  @Test(arguments: [HeatGeodesicsOptions.Method.intrinsicDelaunay, .robust])
  func onNeedlesFlippedEdgesAreMoreExact(method: HeatGeodesicsOptions.Method) throws {
    let mesh = try Surfaces.needles(40, shear: 2)
    let source = 20 * 41 + 20
    let exact = try ExactGeodesics(mesh).distances(from: [source])
    func error(_ method: HeatGeodesicsOptions.Method) throws -> Double {
      let solver = try HeatGeodesics(
        mesh, options: HeatGeodesicsOptions(method: method, nearField: 0))
      return try zip(solver.distances(from: [source]), exact).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    let (flipped, plain) = (try error(method), try error(.cotangent))
    #expect(flipped < 0.1 * plain)
  }

  @Test func theRobustMethodTakesEverySurface() throws {
    for (name, mesh) in try SampleSurfaces.dirty() {
      let solver = try HeatGeodesics(mesh, options: HeatGeodesicsOptions(method: .robust))
      for source in 0..<mesh.vertexCount {
        do {
          let distances = try solver.distances(from: [source])
          #expect(distances.allSatisfy { $0 >= 0 } && distances[source] == 0, "\(name)")
          let exact = try ExactGeodesics(mesh).distances(from: [source])
          #expect(distances.map(\.isFinite) == exact.map(\.isFinite), "\(name)")
        } catch let error as MeshError {
          #expect(error == .sourceUnreferenced(source: source), "\(name)")
        }
      }
    }
  }

  @Test func overAPointCloudDistancesAreThoseOfItsSurface() throws {
    let sphere = Sphere.spiral(3000)
    let solver = try HeatGeodesics(points: sphere)
    for source in [0, 1500, 2203] {
      let distances = try solver.distances(from: [source])
      #expect(distances[source] == 0 && distances.allSatisfy { $0 >= 0 && $0.isFinite })
      let error = zip(sphere, distances).reduce(0) {
        $0 + abs(Sphere.distance($1.0, sphere[source]) - $1.1)
      }
      #expect(error / 3000 < 0.02)
    }
    let plane = try SampleSurfaces.terrain(rows: 40, columns: 40, jitter: 0.35, seed: 4) { _, _ in
      0
    }.positions
    let source = 20 * 41 + 19
    let flat = try HeatGeodesics(points: plane).distances(from: [source])
    let error = zip(plane, flat).reduce(0) {
      $0 + abs(Sphere.length($1.0 - plane[source]) - $1.1)
    }
    #expect(error / Double(plane.count) < 0.01)
  }

  @Test func badPointCloudsAreRefused() throws {
    #expect(throws: MeshError.empty) {
      try HeatGeodesics(points: [[0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0]])
    }
    let points = Sphere.spiral(50)
    for options in [
      PointGeodesicsOptions(timeFactor: 0), PointGeodesicsOptions(nearField: -1),
      PointGeodesicsOptions(surface: PointCloudLaplacianOptions(neighbours: 2)),
    ] {
      #expect(throws: MeshError.self) { try HeatGeodesics(points: points, options: options) }
    }
  }

  @Test func distancesOnAFlatPatchAreStraightLines() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 60, columns: 60)
    let centre = 30 * 61 + 30
    let distances = try HeatGeodesics(mesh).distances(from: [centre])
    let errors = zip(mesh.positions, distances).map { position, distance in
      let offset = position - mesh.positions[centre]
      return abs(distance - (offset * offset).sum().squareRoot())
    }
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.01 * 0.5.squareRoot())
  }

  @Test func averagingBoundaryConditionsBeatsNoneNearTheBoundary() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 40, columns: 40)
    let source = 4 * 41 + 20
    func error(_ boundary: HeatGeodesicsOptions.Boundary) throws -> Double {
      let solver = try HeatGeodesics(
        mesh, options: HeatGeodesicsOptions(timeFactor: 4, boundary: boundary))
      return zip(mesh.positions, try solver.distances(from: [source])).reduce(0) { sum, pair in
        let offset = pair.0 - mesh.positions[source]
        return sum + abs(pair.1 - (offset * offset).sum().squareRoot())
      }
    }
    let (average, neumann, dirichlet) = (
      try error(.average), try error(.neumann), try error(.dirichlet)
    )
    #expect(average < neumann)
    #expect(average < dirichlet)
  }

  @Test func severalSourcesGiveTheDistanceToTheNearest() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let opposite = try #require(mesh.positions.firstIndex { $0 == -mesh.positions[0] })
    let distances = try HeatGeodesics(mesh).distances(from: [0, opposite, 0])
    let error = zip(mesh.positions, distances).reduce(0.0) { sum, pair in
      let cosine = abs((pair.0 * mesh.positions[0]).sum())
      return sum + abs(pair.1 - acos(min(1, cosine)))
    }
    #expect(error / Double(mesh.vertexCount) < 0.03 * Double.pi / 2)
    #expect((distances[0], distances[opposite]) == (0, 0))
  }

  @Test func whatNoSourceReachesIsInfinitelyFar() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    let count = Int32(sphere.vertexCount)
    let mesh = try TriangleMesh(
      positions: [[9, 9, 9]] + sphere.positions + sphere.positions.map { $0 + 5 } + [[8, 8, 8]],
      faces: sphere.faces.map { $0 &+ 1 } + sphere.faces.map { $0 &+ 1 &+ count })
    let solver = try HeatGeodesics(mesh)
    let alone = try HeatGeodesics(sphere).distances(from: [7])
    let distances = try solver.distances(from: [8])
    #expect(distances[0] == .infinity)
    #expect(distances.suffix(Int(count) + 1).allSatisfy { $0 == .infinity })
    for (a, b) in zip(distances[1...], alone) { #expect(abs(a - b) < 1e-9) }
    let both = try solver.distances(from: [8, 8 + Int(count)])
    for (a, b) in zip(both[(1 + Int(count))...], alone) { #expect(abs(a - b) < 1e-9) }
    #expect(throws: MeshError.sourceUnreferenced(source: 0)) { try solver.distances(from: [0]) }
    #expect(throws: MeshError.noSource) { try solver.distances(from: []) }
    #expect(throws: MeshError.sourceOutOfRange(source: -1, vertexCount: mesh.vertexCount)) {
      try solver.distances(from: [-1])
    }
  }

  @Test func rigidMotionScaleAndRelabellingChangeNothingElse() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 31, minorSegments: 17)
    let count = mesh.vertexCount
    let place = (0..<count).map { ($0 * 5 + 11) % count }
    var positions = mesh.positions
    for (vertex, p) in mesh.positions.enumerated() {
      let turned = SIMD3(0.6 * p.x - 0.8 * p.y, 0.8 * p.x + 0.6 * p.y, p.z)
      positions[place[vertex]] = 3 * turned + SIMD3(1, -2, 0.5)
    }
    let moved = try TriangleMesh(
      positions: positions,
      faces: mesh.faces.map { face in
        SIMD3(Int32(place[Int(face[0])]), Int32(place[Int(face[1])]), Int32(place[Int(face[2])]))
      })
    let before = try HeatGeodesics(mesh).distances(from: [40])
    let after = try HeatGeodesics(moved).distances(from: [place[40]])
    let largest = before.max() ?? 0
    for vertex in 0..<count {
      #expect(abs(after[place[vertex]] / 3 - before[vertex]) < 1e-8 * largest)
    }
  }

  @Test func degenerateFacesLeaveDistancesFinite() throws {
    let grid = try MeshPrimitives.gridPatch(rows: 10, columns: 10)
    let mesh = try TriangleMesh(
      positions: grid.positions + [[0.05, 0, 0], [0.5, 0.5, 0]],
      faces: grid.faces + [[0, 1, 121], [60, 60, 61], [60, 61, 122], [0, 10, 120]])
    let distances = try HeatGeodesics(mesh).distances(from: [60])
    #expect(distances.allSatisfy { $0.isFinite })
    #expect(distances[122] < 1e-3)
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try HeatGeodesics(mesh).distances(from: [5])
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }

  @Test func aBadTimeOrNearFieldIsRefused() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 0)
    for nearField in [-1, Double.nan, .infinity] {
      #expect(throws: MeshError.self) {
        try HeatGeodesics(mesh, options: HeatGeodesicsOptions(nearField: nearField))
      }
    }
    for factor in [0, -1, Double.nan, .infinity] {
      #expect(throws: MeshError.self) {
        try HeatGeodesics(mesh, options: HeatGeodesicsOptions(timeFactor: factor))
      }
    }
  }
}
