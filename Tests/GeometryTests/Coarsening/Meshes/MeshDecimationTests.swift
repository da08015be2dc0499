import Foundation
import Geometry
import Numerics
import TestSupport
import Testing

@Suite struct MeshDecimationTests {
  private func decimated(
    _ mesh: TriangleMesh, ratio: Double = 0.25,
    _ change: (inout MeshDecimationOptions) -> Void = { _ in }
  ) throws -> MeshDecimation {
    var options = MeshDecimationOptions(target: .ratio(ratio))
    change(&options)
    return try MeshDecimation(of: mesh, options: options)
  }

  /// A grid on a tilted plane.
  private func plane(rows: Int, columns: Int) throws -> TriangleMesh {
    let grid = try MeshPrimitives.gridPatch(rows: rows, columns: columns, size: SIMD2(2, 1))
    let (u, v): (SIMD3<Double>, SIMD3<Double>) = (
      [2.0 / 3, 2.0 / 3, 1.0 / 3], [-2.0 / 3, 1.0 / 3, 2.0 / 3]
    )
    return try TriangleMesh(
      positions: grid.positions.map { SIMD3(3, -1, 7) + $0.x * u + $0.y * v }, faces: grid.faces)
  }

  @Test(arguments: [0.5, 0.25, 0.1, 0.02])
  func `a torus and a sphere stay what they are, closer with more vertices`(ratio: Double) throws {
    for mesh in [
      try MeshPrimitives.torus(majorSegments: 61, minorSegments: 37),
      try MeshPrimitives.icosphere(subdivisions: 4),
    ] {
      let found = try decimated(mesh, ratio: ratio)
      #expect(found.stop == .vertices)
      #expect(found.mesh.vertexCount == Int((ratio * Double(mesh.vertexCount)).rounded()))
      #expect(MeshChecks.fault(of: found) == nil)
      // Vertices that are spread evenly are off by about the square of their distance.
      let edge = (mesh.totalArea / Double(found.mesh.vertexCount)).squareRoot()
      #expect(try found.deviation().largest < edge * edge)
    }
  }

  @Test func `the distance falls as vertices are added`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 71, minorSegments: 43)
    let distances = try [0.02, 0.08, 0.32].map {
      try decimated(mesh, ratio: $0).deviation().largest
    }
    #expect(distances[0] > 2 * distances[1] && distances[1] > 2 * distances[2], "\(distances)")
  }

  @Test(arguments: MeshDecimationOptions.Placement.allCases)
  func `a plane stays itself, with its corners`(placement: MeshDecimationOptions.Placement) throws {
    let mesh = try plane(rows: 21, columns: 34)
    let found = try decimated(mesh, ratio: 0.05) { $0.placement = placement }
    #expect(found.stop == .vertices)
    #expect(MeshChecks.fault(of: found) == nil)
    #expect(try found.deviation().largest < 1e-9)
    #expect(abs(found.mesh.totalArea - 2) < 1e-12)
    #expect(found.largestError < 1e-7)
    for corner in [0, 34, 21 * 35, 21 * 35 + 34] {
      let nearest = found.mesh.positions.map { distance($0, mesh.positions[corner]) }.min()
      #expect(try #require(nearest) < 1e-9)
    }
    let least = try decimated(mesh, ratio: 0) { $0.placement = placement }
    #expect(least.stop == .surface)
    #expect(least.mesh.vertexCount >= 3)
    #expect(MeshChecks.fault(of: least) == nil)
  }

  @Test func `without weight boundaries shrink`() throws {
    let mesh = try plane(rows: 12, columns: 12)
    let found = try decimated(mesh, ratio: 0.1) { $0.boundaryWeight = 0 }
    #expect(found.mesh.totalArea < 1.9)
    #expect(MeshChecks.fault(of: found) == nil)
  }

  @Test func `an error ends it`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    var counts: [Int] = []
    for error in [1e-3, 1e-2, 5e-2] {
      let found = try decimated(mesh, ratio: 0) { $0.greatestError = error }
      #expect(found.stop == .error)
      #expect(found.largestError <= error)
      #expect(found.largestError > error / 3)
      counts.append(found.mesh.vertexCount)
    }
    #expect(counts[0] > 2 * counts[1] && counts[1] > counts[2], "\(counts)")
    let exact = try decimated(mesh, ratio: 0) { $0.greatestError = 0 }
    #expect(exact.mesh.vertexCount == mesh.vertexCount && exact.mesh == mesh)
  }

  @Test func `the least closed surface is a tetrahedron, the least open one a triangle`() throws {
    let sphere = try decimated(MeshPrimitives.icosphere(subdivisions: 2), ratio: 0)
    #expect(sphere.stop == .surface)
    #expect(sphere.mesh.vertexCount >= 4 && sphere.mesh.vertexCount < 12)
    let tetrahedron = try Surfaces.tetrahedron()
    #expect(try decimated(tetrahedron, ratio: 0).mesh == tetrahedron)
    let triangle = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 1, 2]])
    #expect(try decimated(triangle, ratio: 0).mesh == triangle)
  }

  @Test func `placed at ends, vertices are some of those there were`() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 4), by: 0.004)
    let found = try decimated(mesh) { $0.placement = .ends }
    #expect(MeshChecks.fault(of: found) == nil)
    #expect(Set(found.origins).count == found.mesh.vertexCount)
    for (vertex, origin) in found.origins.enumerated() {
      #expect(found.mesh.positions[vertex] == mesh.positions[Int(origin)])
      #expect(Int(found.images[Int(origin)]) == vertex)
    }
    let best = try decimated(mesh)
    #expect(
      try best.deviation().forward.rootMeanSquare < found.deviation().forward.rootMeanSquare)
  }

  @Test func `parts, lone vertices and faces with repeated corners`() throws {
    let (sphere, torus) = (
      try MeshPrimitives.icosphere(subdivisions: 3),
      try MeshPrimitives.torus(majorSegments: 24, minorSegments: 12)
    )
    let shift = Int32(sphere.vertexCount + 1)
    let lone: [SIMD3<Double>] = [[0.3, 0.1, 9]]
    let mesh = try TriangleMesh(
      positions: sphere.positions + lone + torus.positions.map { $0 + SIMD3(4, 0, 0) },
      faces: sphere.faces + [SIMD3(2, 2, 5)] + torus.faces.map { $0 &+ shift })
    let found = try decimated(mesh)
    #expect(found.stop == .vertices)
    #expect(MeshChecks.fault(of: found) == nil)
    #expect(found.mesh.vertexCount == (mesh.vertexCount - 1 + 2) / 4)
    #expect(found.images[sphere.vertexCount] == -1)
    let prolongation = found.prolongation()
    #expect(prolongation.points.count == mesh.vertexCount)
    #expect(abs(prolongation.matrix.rowSums[sphere.vertexCount] - 1) < 1e-15)
  }

  @Test func `the order of vertices and faces does not change the quality`() throws {
    let mesh = try Surfaces.shaken(
      MeshPrimitives.torus(majorSegments: 64, minorSegments: 32), by: 0.002)
    let reference = try decimated(mesh, ratio: 0.1).deviation().forward
    for seed in UInt64(1)...3 {
      var stream = RandomStream(seed: seed, "test")
      let order = stream.permutation(mesh.vertexCount)
      var places = [Int32](repeating: 0, count: order.count)
      for (place, vertex) in order.enumerated() { places[vertex] = Int32(place) }
      var faces = mesh.faces.map {
        SIMD3(places[Int($0[1])], places[Int($0[2])], places[Int($0[0])])
      }
      stream.shuffle(&faces)
      let permuted = try TriangleMesh(positions: order.map { mesh.positions[$0] }, faces: faces)
      let found = try decimated(permuted, ratio: 0.1)
      #expect(MeshChecks.fault(of: found) == nil)
      let deviation = try found.deviation().forward
      #expect(abs(deviation.rootMeanSquare / reference.rootMeanSquare - 1) < 0.05)
      #expect(deviation.largest < 1.5 * reference.largest)
    }
  }

  @Test func `moved, turned and scaled, the mesh is decimated alike`() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 3), by: 0.01)
    let reference = try decimated(mesh)
    for scale in [1e-40, 1.0, 3e50] {
      let moved = try TriangleMesh(
        positions: mesh.positions.map { scale * (SIMD3($0.y, $0.z, $0.x) + SIMD3(8, -4, 2)) },
        faces: mesh.faces)
      let found = try decimated(moved)
      #expect(found.mesh.vertexCount == reference.mesh.vertexCount)
      #expect(MeshChecks.fault(of: found) == nil)
      let ratio = try found.deviation().largest / scale / reference.deviation().largest
      #expect(abs(ratio - 1) < 0.2)
    }
  }

  @Test func `the bits do not depend on the workers`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 157, minorSegments: 91)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      return try decimated(mesh, ratio: 0.1)
    }
    for result in results.dropFirst() {
      #expect(Bool(result.mesh == results[0].mesh))
      #expect(Bool(result.images == results[0].images))
      #expect(Bool(result.prolongation() == results[0].prolongation()))
      #expect(Bool(result.restriction() == results[0].restriction()))
      #expect(try Bool(result.deviation() == results[0].deviation()))
    }
  }

  @Test func `wrong input is refused`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    for options in [
      MeshDecimationOptions(target: .vertices(0)), MeshDecimationOptions(target: .ratio(.nan)),
      MeshDecimationOptions(target: .ratio(1.5)), MeshDecimationOptions(greatestError: .nan),
      MeshDecimationOptions(greatestError: -1), MeshDecimationOptions(boundaryWeight: .infinity),
      MeshDecimationOptions(boundaryWeight: -1),
    ] {
      #expect(throws: MeshError.self) { try MeshDecimation(of: sphere, options: options) }
    }
    let points = try TriangleMesh(positions: sphere.positions, faces: [])
    #expect(throws: MeshError.empty) { try MeshDecimation(of: points) }
    let huge = try TriangleMesh(
      positions: sphere.positions.map { 1e200 * $0 }, faces: sphere.faces)
    #expect(throws: MeshError.faceSizeOutOfRange(face: 0)) { try MeshDecimation(of: huge) }
  }

  @Test func `a surface that promises nothing is decimated or refused`() throws {
    var worked = 0
    for (name, mesh) in try SampleSurfaces.dirty() {
      do {
        let found = try decimated(mesh, ratio: 0.3)
        #expect(MeshChecks.fault(of: found) == nil, "\(name)")
        worked += 1
      } catch {
        #expect(error is MeshError, "\(name): \(error)")
      }
    }
    #expect(worked >= 2)
  }

  private func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    ((a - b) * (a - b)).sum().squareRoot()
  }
}
