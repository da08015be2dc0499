import Foundation
import Geometry
import Numerics
import Testing

@Suite struct GeodesicPatchesTests {
  @Test func rowsAreTheCoordinatesAroundEachVertex() throws {
    let mesh = try SampleSurfaces.terrain(rows: 11, columns: 13, jitter: 0.2, seed: 9) { x, y in
      0.3 * sin(8 * x + 3 * y) + 1e-3
    }
    let polar = try PolarGeodesics(mesh)
    let patches = try GeodesicPatches(mesh, radius: 0.21)
    #expect(patches.distances.columnIndices == patches.angles.columnIndices)
    #expect(patches.distances.rowOffsets == patches.turns.rowOffsets)
    for vertex in 0..<mesh.vertexCount {
      let row = Array(patches.distances.entries(inRow: vertex))
      let places = try polar.coordinates(around: vertex, radius: 0.21)
      #expect(row.map { Int(patches.distances.columnIndices[$0]) } == places.map(\.vertex))
      #expect(row.map { patches.distances.values[$0] } == places.map(\.distance))
      #expect(row.map { patches.angles.values[$0] } == places.map(\.angle))
      #expect(row.map { patches.turns.values[$0] } == places.map { -$0.turn })
    }
  }

  @Test func theGridSamplesLinearFunctionsOfThePlaneExactly() throws {
    let mesh = try Surfaces.needles(16, shear: 0.4)
    let (radius, rings, angles) = (0.13, 3, 8)
    let patches = try GeodesicPatches(mesh, radius: radius)
    let gather = try patches.interpolation(rings: rings, angles: angles)
    #expect((gather.rows, gather.columns) == (mesh.vertexCount * 24, mesh.vertexCount))
    let halfedges = try Halfedges(of: mesh)
    let frames = VertexFrames(of: mesh, halfedges)
    let (x, y) = (
      gather.multiplied(by: mesh.positions.map(\.x)),
      gather.multiplied(by: mesh.positions.map(\.y))
    )
    var inside = 0
    for vertex in 0..<mesh.vertexCount {
      let p = mesh.positions[vertex]
      let offset = p.x - 0.4 * p.y
      guard (0.16...0.84).contains(offset), (0.16...0.84).contains(p.y) else { continue }
      inside += 1
      for ring in 0..<rings {
        for angle in 0..<angles {
          let (length, direction) = (
            radius * Double(ring + 1) / 3, 2 * Double.pi * Double(angle) / 8
          )
          let wanted =
            p + length
            * (cos(direction) * frames.xAxes[vertex] + sin(direction) * frames.yAxes[vertex])
          let row = (vertex * rings + ring) * angles + angle
          #expect(abs(x[row] - wanted.x) < 1e-12 && abs(y[row] - wanted.y) < 1e-12)
        }
      }
    }
    #expect(inside > 50)
  }

  @Test func rowsOfTheGridAreMeansOfThreeVertices() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 3), Surfaces.cube(),
      MeshPrimitives.gridPatch(rows: 6, columns: 5),
      Surfaces.shaken(MeshPrimitives.torus(majorSegments: 14, minorSegments: 9), by: 0.02),
    ] {
      let patches = try GeodesicPatches(mesh, radius: 2.5 * mesh.meanEdgeLength)
      let gather = try patches.interpolation(rings: 2, angles: 5)
      #expect(gather.values.allSatisfy { $0 > 0 })
      for row in 0..<gather.rows {
        let entries = gather.entries(inRow: row)
        #expect((1...3).contains(entries.count))
        #expect(abs(entries.reduce(0) { $0 + gather.values[$1] } - 1) < 1e-14)
      }
    }
  }

  @Test func onTheSphereTheGridLiesOnGreatCircles() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let patches = try GeodesicPatches(mesh, radius: 0.3)
    let gather = try patches.interpolation(rings: 2, angles: 6)
    let frames = VertexFrames(of: mesh, try Halfedges(of: mesh))
    let axes = (0..<3).map { axis in gather.multiplied(by: mesh.positions.map { $0[axis] }) }
    var worst = 0.0
    for vertex in 0..<mesh.vertexCount {
      for ring in 0..<2 {
        for angle in 0..<6 {
          let (length, direction) = (0.15 * Double(ring + 1), Double.pi / 3 * Double(angle))
          let ray = cos(direction) * frames.xAxes[vertex] + sin(direction) * frames.yAxes[vertex]
          let wanted = cos(length) * mesh.positions[vertex] + sin(length) * ray
          let row = (vertex * 2 + ring) * 6 + angle
          worst = max(
            worst, Sphere.length(SIMD3(axes[0][row], axes[1][row], axes[2][row]) - wanted))
        }
      }
    }
    #expect(worst < 0.005)
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      let patches = try GeodesicPatches(mesh, radius: 0.15)
      return [
        patches.distances, patches.angles, patches.turns,
        try patches.interpolation(rings: 3, angles: 7),
      ]
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }

  @Test func badNumbersAreNamed() throws {
    let mesh = try Surfaces.tetrahedron()
    for radius in [0, -1, Double.infinity, .nan] {
      #expect(throws: MeshError.self) { try GeodesicPatches(mesh, radius: radius) }
    }
    let patches = try GeodesicPatches(mesh, radius: 1)
    for (rings, angles) in [(0, 4), (3, -1), (1 << 40, 1 << 40)] {
      #expect(throws: MeshError.self) {
        try patches.interpolation(rings: rings, angles: angles)
      }
    }
  }
}
