import Foundation
import Geometry
import Numerics
import TestSupport
import Testing

@Suite struct ExactGeodesicsTests {
  @Test(arguments: [0.0, 0.3])
  func `distances in the plane are straight lines`(jitter: Double) throws {
    let mesh = try SampleSurfaces.terrain(rows: 23, columns: 31, jitter: jitter, seed: 5) { _, _ in
      0
    }
    // From the middle every straight line stays inside, whatever the outline's jitter.
    for source in [11 * 32 + 15, 12 * 32 + 4] {
      let distances = try ExactGeodesics(mesh).distances(from: [source])
      for vertex in 0..<mesh.vertexCount where isInner(vertex) || jitter == 0 {
        let straight = length(mesh.positions[vertex] - mesh.positions[source])
        #expect(abs(distances[vertex] - straight) < 1e-9)
      }
    }
    func isInner(_ vertex: Int) -> Bool {
      (2...21).contains(vertex / 32) && (2...29).contains(vertex % 32)
    }
  }

  @Test func `the error on the sphere falls with the square of the edge length`() throws {
    var errors: [Double] = []
    for subdivisions in 2...5 {
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      let distances = try ExactGeodesics(mesh).distances(from: [3])
      var sum = 0.0
      for vertex in 0..<mesh.vertexCount where vertex != 3 {
        let arc = 2 * asin(min(1, length(mesh.positions[vertex] - mesh.positions[3]) / 2))
        #expect(distances[vertex] <= arc * (1 + 1e-12), "a path over chords is shorter")
        sum += abs(distances[vertex] / arc - 1)
      }
      errors.append(sum / Double(mesh.vertexCount - 1))
    }
    for (error, expected) in zip(errors, [8.1e-3, 2.18e-3, 5.69e-4, 1.455e-4]) {
      #expect(abs(error / expected - 1) < 0.02)
    }
  }

  @Test func `every sequence of faces gives the same distances on small surfaces`() throws {
    var meshes = [try SampleSurfaces.tetrahedron(), try Surfaces.cube()]
    for seed in 1...4 as ClosedRange<UInt64> {
      meshes += [
        try SampleSurfaces.terrain(rows: 3, columns: 3, jitter: 0.3, seed: seed) { x, y in
          2 * (x * x - y * y)
        },
        try SampleSurfaces.terrain(rows: 3, columns: 4, jitter: 0.2, seed: seed) { x, y in
          -3 * (x * x + y * y)
        },
        try SampleSurfaces.terrain(rows: 4, columns: 3, jitter: 0.35, seed: seed) { x, y in
          0.4 * sin(9 * x) * cos(8 * y) + 1e-3
        },
      ]
    }
    meshes.append(
      try TriangleMesh(
        positions: [
          [0, 0, 0], [1, 0, 0], [0.5, 1, 0], [0.5, -1, 0.2], [0.5, 0.1, 1], [1.2, 1, 1],
        ],
        faces: [[0, 1, 2], [0, 1, 3], [0, 1, 4], [1, 2, 5], [1, 4, 5]]))
    for (index, mesh) in meshes.enumerated() {
      let expected = UnfoldingReference.distances(on: mesh)
      let solver = try ExactGeodesics(mesh)
      for source in 0..<mesh.vertexCount {
        let distances = try solver.distances(from: [source])
        for (a, b) in zip(distances, expected[source]) {
          #expect(abs(a - b) < 1e-9, "mesh \(index) from \(source)")
        }
      }
    }
  }

  @Test func `rigid motion, scale and relabelling change nothing else`() throws {
    let mesh = try SpectralShapes.potato(3)
    var stream = RandomStream(seed: 4, "places")
    let places = stream.permutation(mesh.vertexCount)
    let moved = try SpectralShapes.permuted(SpectralShapes.moved(mesh), places)
    let scaled = try TriangleMesh(
      positions: moved.positions.map { 7 * $0 }, faces: moved.faces.reversed())
    let (own, other) = (try ExactGeodesics(mesh), try ExactGeodesics(scaled))
    let edges = (try EdgeGeodesics(mesh), try EdgeGeodesics(scaled))
    for source in [0, 41, 333] {
      let pairs = [
        (try own.distances(from: [source]), try other.distances(from: [places[source]])),
        (
          try edges.0.distances(from: [source]), try edges.1.distances(from: [places[source]])
        ),
      ]
      for (before, after) in pairs {
        for vertex in 0..<mesh.vertexCount {
          #expect(abs(after[places[vertex]] / 7 - before[vertex]) <= 1e-8 * before[vertex])
        }
      }
    }
  }

  @Test func `distances are a metric, below those along edges`() throws {
    var random = SeededRandom(seed: 11)
    let saddles = try SampleSurfaces.terrain(rows: 14, columns: 11, jitter: 0.3, seed: 2) { x, y in
      0.3 * sin(12 * x) * sin(10 * y) + 1e-3
    }
    for mesh in [saddles, try MeshPrimitives.torus(majorSegments: 19, minorSegments: 11)] {
      let vertices = (0..<12).map { _ in Int.random(in: 0..<mesh.vertexCount, using: &random) }
      let (exact, edges) = (try ExactGeodesics(mesh), try EdgeGeodesics(mesh))
      let table = try vertices.map { try exact.distances(from: [$0]) }
      for (row, source) in vertices.enumerated() {
        for (a, b) in zip(table[row], try edges.distances(from: [source])) {
          #expect(a <= b * (1 + 1e-12))
        }
        for (other, target) in vertices.enumerated() {
          #expect(abs(table[row][target] - table[other][source]) < 1e-10)
          #expect(
            table[row][target] >= length(mesh.positions[source] - mesh.positions[target]) - 1e-12)
          for third in vertices {
            #expect(table[row][third] <= table[row][target] + table[other][third] + 1e-10)
          }
        }
      }
      let nearest = try exact.distances(from: vertices)
      for vertex in 0..<mesh.vertexCount {
        let least = table.map { $0[vertex] }.min() ?? .infinity
        #expect(abs(nearest[vertex] - least) < 1e-10)
      }
    }
  }

  @Test func `a point inside a face is as far from a vertex as the vertex from the point`() throws {
    let mesh = try SampleSurfaces.terrain(rows: 5, columns: 4, jitter: 0.3, seed: 8) { x, y in
      0.5 * (x * x - y * y)
    }
    for (face, weights) in [
      (3, SIMD3(0.2, 0.5, 0.3)), (17, SIMD3(0.7, 0.3, 0)), (22, SIMD3(0, 0, 1)),
      (30, SIMD3(0.98, 0.01, 0.01)),
    ] {
      let point = SurfacePoint(face: face, weights: weights)
      let place = try mesh.position(of: point)
      // The same surface with a vertex at the point: its face cut in up to three.
      let corners = mesh.faces[face]
      let new = Int32(mesh.vertexCount)
      let parts: [SIMD3<Int32>] = [
        [new, corners[1], corners[2]], [corners[0], new, corners[2]],
        [corners[0], corners[1], new],
      ]
      let cut = try TriangleMesh(
        positions: mesh.positions + [place],
        faces: mesh.faces.enumerated().filter { $0.offset != face }.map(\.element) + parts)
      let expected = try ExactGeodesics(cut).distances(from: [Int(new)])
      let distances = try ExactGeodesics(mesh).distances(from: [point])
      for (a, b) in zip(distances, expected) { #expect(abs(a - b) < 1e-9, "face \(face)") }
    }
    let solver = try ExactGeodesics(mesh)
    for point in [
      SurfacePoint(face: 40, weights: [1, 0, 0]), SurfacePoint(face: -1, weights: [1, 0, 0]),
      SurfacePoint(face: 0, weights: [-1, 1, 1]), SurfacePoint(face: 0, weights: [0, 0, 0]),
      SurfacePoint(face: 0, weights: [.nan, 0, 1]),
    ] {
      #expect(throws: MeshError.self) { try solver.distances(from: [point]) }
    }
  }

  @Test func `the bits do not depend on the workers`() throws {
    let mesh = try SampleSurfaces.terrain(rows: 17, columns: 13, jitter: 0.3, seed: 6) { x, y in
      0.3 * sin(9 * x) * cos(8 * y) + 1e-3
    }
    let solver = try ExactGeodesics(mesh)
    defer { Parallel.use(workers: 0) }
    let tables = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try solver.distances(fromEach: [5, 111, 40, 5, 251])
    }
    #expect(Bool(tables[0] == tables[1]))
    #expect(Bool(tables[0] == tables[2]))
    let alone = try solver.distances(from: [40])
    #expect(alone == (0..<mesh.vertexCount).map { tables[0][5 * $0 + 2] })
    #expect(throws: MeshError.noSource) { try solver.distances(fromEach: []) }
    #expect(throws: MeshError.sourceOutOfRange(source: 252, vertexCount: 252)) {
      try solver.distances(fromEach: [3, 252, -1])
    }
  }

  @Test func `a radius leaves what is nearer as it is`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 31, minorSegments: 17)
    let all = try ExactGeodesics(mesh).distances(from: [40])
    let near = try ExactGeodesics(mesh, options: ExactGeodesicsOptions(radius: 0.9)).distances(
      from: [40])
    for (a, b) in zip(all, near) { #expect(a <= 0.9 ? a == b : b == .infinity) }
    #expect(near.count { $0.isFinite } > 50)
    for radius in [0, -1, Double.nan] {
      #expect(throws: MeshError.self) {
        try ExactGeodesics(mesh, options: ExactGeodesicsOptions(radius: radius))
      }
    }
  }

  @Test func `dirty surfaces have a metric, too`() throws {
    for (name, mesh) in try SampleSurfaces.dirty() {
      let (exact, edges) = (try ExactGeodesics(mesh), try EdgeGeodesics(mesh))
      let expected = mesh.faceCount <= 32 ? UnfoldingReference.distances(on: mesh) : []
      var table: [[Double]] = []
      for source in 0..<mesh.vertexCount {
        guard mesh.faces.contains(where: { isProper($0) && ($0 .== Int32(source)) != none }) else {
          #expect(throws: MeshError.sourceUnreferenced(source: source)) {
            try exact.distances(from: [source])
          }
          table.append([Double](repeating: .nan, count: mesh.vertexCount))
          continue
        }
        let distances = try exact.distances(from: [source])
        for (a, b) in zip(distances, try edges.distances(from: [source])) {
          #expect(a <= b * (1 + 1e-12) && a >= 0, "\(name) from \(source)")
          #expect(a.isFinite == b.isFinite, "\(name) from \(source)")
        }
        if let row = expected.isEmpty ? nil : expected[source], name != "slivers" {
          for (a, b) in zip(distances, row) where a.isFinite {
            #expect(!(abs(a - b) > 1e-7), "\(name) from \(source): \(a) \(b)")
          }
        }
        table.append(distances)
      }
      for a in table.indices {
        for b in 0..<a where table[a][b].isFinite && table[b][a].isFinite {
          #expect(abs(table[a][b] - table[b][a]) < 1e-9, "\(name) \(a) \(b)")
        }
      }
    }
  }

  @Test func `sources off the surface and empty meshes are refused`() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [5, 5, 5]], faces: [[0, 1, 2]])
    let solver = try ExactGeodesics(mesh)
    #expect(throws: MeshError.noSource) { try solver.distances(from: [Int]()) }
    #expect(throws: MeshError.noSource) { try solver.distances(from: [SurfacePoint]()) }
    #expect(throws: MeshError.sourceUnreferenced(source: 3)) { try solver.distances(from: [3]) }
    #expect(throws: MeshError.sourceOutOfRange(source: 4, vertexCount: 4)) {
      try solver.distances(from: [4])
    }
    #expect(try solver.distances(from: [1])[3] == .infinity)
    let points = [SIMD3<Double>](repeating: [1, 2, 3], count: 3)
    #expect(throws: MeshError.empty) {
      try ExactGeodesics(TriangleMesh(positions: points, faces: [[0, 1, 2]]))
    }
    #expect(throws: MeshError.empty) { try EdgeGeodesics(TriangleMesh(positions: [], faces: [])) }
    let huge = try TriangleMesh(
      positions: [[0, 0, 0], [1e200, 0, 0], [0, 1e200, 0]], faces: [[0, 1, 2]])
    #expect(throws: MeshError.faceSizeOutOfRange(face: 0)) { try ExactGeodesics(huge) }
  }

  private func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
  private func isProper(_ face: SIMD3<Int32>) -> Bool {
    face[0] != face[1] && face[1] != face[2] && face[2] != face[0]
  }
  private let none = SIMDMask<SIMD3<Int32>>(repeating: false)
}
