import Foundation
import Geometry
import Numerics
import Testing

@Suite struct GeodesicRegionsTests {
  private func torus() throws -> TriangleMesh {
    try Surfaces.shaken(MeshPrimitives.torus(majorSegments: 41, minorSegments: 23), by: 0.01)
  }

  /// A sphere and a torus apart, and a vertex without a face.
  private func parts() throws -> TriangleMesh {
    let (sphere, torus) = (try MeshPrimitives.icosphere(subdivisions: 2), try torus())
    let lone: [SIMD3<Double>] = [[7, 7, 7]]
    return try TriangleMesh(
      positions: sphere.positions + lone + torus.positions.map { $0 + SIMD3(4, 0, 0) },
      faces: sphere.faces + torus.faces.map { $0 &+ Int32(sphere.vertexCount + 1) })
  }

  @Test func `each vertex belongs to the nearest sample, the first of several`() throws {
    let grid = try MeshPrimitives.gridPatch(rows: 12, columns: 12)
    for (mesh, samples) in [(try torus(), [5, 600, 77, 301]), (grid, [0, 12, 84, 156, 168])] {
      let regions = try GeodesicRegions(around: samples, of: mesh)
      let table = try EdgeGeodesics(mesh).distances(fromEach: samples)
      #expect(regions.samples == samples.map(Int32.init))
      for vertex in 0..<mesh.vertexCount {
        let row = table[samples.count * vertex..<samples.count * (vertex + 1)]
        let least = try #require(row.min())
        #expect(regions.distances[vertex] == least)
        let first = try #require(row.firstIndex(of: least)) - row.startIndex
        #expect(Int(regions.clustering.clusters[vertex]) == first)
      }
    }
  }

  @Test func `regions are connected`() throws {
    var stream = RandomStream(seed: 4, "test")
    let mesh = try parts()
    let edges = try RegionChecks.edges(of: mesh)
    for regions in try [
      GeodesicRegions(farthestPoints: 31, of: mesh),
      GeodesicRegions(poissonDisk: 0.4, of: mesh, stream: &stream),
      GeodesicRegions(around: [3, 9, 200], of: mesh),
    ] {
      #expect(RegionChecks.fault(regions.clustering, edges) == nil)
      #expect(regions.distances.allSatisfy { $0.isFinite })
      // The lone vertex is alone.
      let lone = 162
      #expect(regions.samples.contains(Int32(lone)))
      #expect(regions.clustering.clusters.count { $0 == regions.clustering.clusters[lone] } == 1)
    }
  }

  @Test func `farthest points are those of comparing all`() throws {
    let mesh = try torus()
    let regions = try GeodesicRegions(farthestPoints: 25, of: mesh, from: 17)
    let geodesics = try EdgeGeodesics(mesh)
    var samples = [17]
    while samples.count < 25 {
      let distances = try geodesics.distances(from: samples)
      let farthest = try #require(distances.max())
      samples.append(try #require(distances.firstIndex(of: farthest)))
    }
    #expect(regions.samples == samples.map(Int32.init))
    #expect(try Bool(regions == GeodesicRegions(around: samples, of: mesh)))
    let apart = try geodesics.distances(fromEach: samples)
    for (column, other) in samples.enumerated() {
      for sample in samples where sample != other {
        #expect(apart[sample * samples.count + column] >= regions.coveringRadius)
      }
    }
  }

  @Test(arguments: [0.15, 0.3, 1.0])
  func `Poisson disks are a radius apart and cover all`(radius: Double) throws {
    let mesh = try torus()
    let geodesics = try EdgeGeodesics(mesh)
    var seen: Set<[Int32]> = []
    for seed in UInt64(0)..<4 {
      var stream = RandomStream(seed: seed, "test")
      let regions = try GeodesicRegions(poissonDisk: radius, of: mesh, stream: &stream)
      let samples = regions.samples.map(Int.init)
      let table = try geodesics.distances(fromEach: samples)
      for (column, other) in samples.enumerated() {
        for sample in samples where sample != other {
          #expect(table[sample * samples.count + column] >= radius)
        }
      }
      #expect(regions.coveringRadius < radius)
      #expect(try Bool(regions == GeodesicRegions(around: samples, of: mesh)))
      seen.insert(regions.samples)
    }
    #expect(seen.count == 4)
  }

  @Test func `every vertex may be a sample, and places that coincide share one`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 1)
    let all = try GeodesicRegions(farthestPoints: mesh.vertexCount, of: mesh)
    #expect(all.coveringRadius == 0)
    #expect(all.clustering.count == mesh.vertexCount)
    let folded = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0]],
      faces: [[0, 1, 3], [1, 2, 3]])
    #expect(try GeodesicRegions(farthestPoints: 4, of: folded).clustering.count == 3)
    #expect(try GeodesicRegions(around: [1, 2], of: folded).clustering.clusters == [0, 0, 1, 0])
  }

  @Test func `wrong requests are refused`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 0)
    var stream = RandomStream(seed: 0, "test")
    for samples in [[], [12], [-1], [3, 3]] {
      #expect(throws: MeshError.self) { try GeodesicRegions(around: samples, of: mesh) }
    }
    for count in [0, 13] {
      #expect(throws: MeshError.self) { try GeodesicRegions(farthestPoints: count, of: mesh) }
    }
    #expect(throws: MeshError.self) {
      try GeodesicRegions(farthestPoints: 2, of: mesh, from: 12)
    }
    for radius in [0, -1, Double.nan, .infinity] {
      #expect(throws: MeshError.self) {
        try GeodesicRegions(poissonDisk: radius, of: mesh, stream: &stream)
      }
    }
    let points = try TriangleMesh(positions: mesh.positions, faces: [])
    #expect(throws: MeshError.empty) { try GeodesicRegions(farthestPoints: 2, of: points) }
  }
}
