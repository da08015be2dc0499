import Foundation
import Geometry
import Numerics
import Testing

@Suite struct PolarGeodesicsTests {
  private func surfaces() throws -> [(name: String, mesh: TriangleMesh)] {
    try [
      ("sphere", MeshPrimitives.icosphere(subdivisions: 3)),
      ("torus", MeshPrimitives.torus(majorSegments: 24, minorSegments: 15)),
      ("cube", Surfaces.cube()),
      (
        "terrain",
        SampleSurfaces.terrain(rows: 20, columns: 17, jitter: 0.3, seed: 5) { x, y in
          0.3 * sin(9 * x) * cos(7 * y) + 1e-3
        }
      ),
      ("needles", Surfaces.shaken(Surfaces.needles(9, shear: 3), by: 0.01)),
      ("shaken sphere", Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 2), by: 0.1)),
    ]
  }

  @Test func distancesAreThoseOfWindowsThatAreTrimmed() throws {
    for (name, mesh) in try surfaces() {
      let (polar, exact) = (try PolarGeodesics(mesh), try ExactGeodesics(mesh))
      for source in stride(from: 0, to: mesh.vertexCount, by: 1 + mesh.vertexCount / 9) {
        let wanted = try exact.distances(from: [source])
        let places = try polar.coordinates(around: source)
        #expect(places.map(\.vertex) == Array(0..<mesh.vertexCount))
        let far = wanted.max() ?? 0
        for place in places {
          #expect(abs(place.distance - wanted[place.vertex]) < 1e-11 * far, "\(name)")
        }
        let near = try polar.coordinates(around: source, radius: 0.3 * far)
        let within = places.filter { $0.distance <= 0.3 * far }
        #expect(near.map(\.vertex) == within.map(\.vertex), "\(name)")
      }
    }
  }

  @Test func aHoleIsWalkedAround() throws {
    let grid = try MeshPrimitives.gridPatch(rows: 12, columns: 12)
    let mesh = try TriangleMesh(
      positions: grid.positions,
      faces: grid.faces.filter { face in
        let middle =
          (0..<3).reduce(SIMD3<Double>.zero) { $0 + grid.positions[Int(face[$1])] } / 3
        return !(0.25...0.75).contains(middle.x) || !(0.25...0.75).contains(middle.y)
      })
    let (polar, exact) = (try PolarGeodesics(mesh), try ExactGeodesics(mesh))
    for source in [6, 6 * 13 + 1, 2 * 13 + 3] {
      let wanted = try exact.distances(from: [source])
      for place in try polar.coordinates(around: source) {
        #expect(abs(place.distance - wanted[place.vertex]) < 1e-12)
      }
    }
  }

  @Test func inThePlaneTheyArePolarCoordinates() throws {
    let mesh = try Surfaces.needles(12, shear: 1.7)
    let polar = try PolarGeodesics(mesh)
    let frames = VertexFrames(of: mesh, polar.transport.halfedges)
    let halfedges = polar.transport.halfedges
    for source in [6 * 13 + 6, 3 * 13 + 9] {
      let (x, y) = (frames.xAxes[source], frames.yAxes[source])
      for place in try polar.coordinates(around: source) where place.vertex != source {
        // Paths bend at corners of the patch only, so all are straight.
        let way = mesh.positions[place.vertex] - mesh.positions[source]
        #expect(abs(place.distance - Sphere.length(way)) < 1e-12)
        let angle = atan2((way * y).sum(), (way * x).sum())
        #expect(abs(remainder(place.angle - angle, 2 * .pi)) < 1e-9)
        guard !halfedges.isBoundary(vertex: place.vertex) else { continue }
        let own = frames.xAxes[place.vertex]
        let turned = atan2((x * frames.yAxes[place.vertex]).sum(), (x * own).sum())
        #expect(abs(remainder(place.turn - turned, 2 * .pi)) < 1e-9)
      }
    }
  }

  @Test func theWayBackIsTheWayThere() throws {
    for (name, mesh) in try surfaces() where name != "cube" {
      let polar = try PolarGeodesics(mesh)
      let source = mesh.vertexCount / 2
      let there = try polar.coordinates(around: source, radius: 4 * polar.meanEdgeLength)
      var compared = 0
      for place in there where place.vertex != source {
        let back = try polar.coordinates(around: place.vertex, radius: place.distance * 1.001)
        guard let way = back.first(where: { $0.vertex == source }) else {
          Issue.record("\(name): no way back from \(place.vertex)")
          continue
        }
        #expect(abs(way.distance - place.distance) < 1e-12 * max(1, place.distance), "\(name)")
        // Where two ways are as short, each end may choose another.
        guard abs(remainder(way.turn + place.turn, 2 * .pi)) < 1e-6 else { continue }
        compared += 1
        // A path that bends at a vertex does not keep its angle to a vector that is carried along.
        guard name == "sphere" else { continue }
        #expect(abs(remainder(place.angle + place.turn + .pi - way.angle, 2 * .pi)) < 1e-8)
      }
      #expect(compared > there.count * 8 / 10, "\(name)")
    }
  }

  /// What a vector turns by that is carried along shortest paths from vertex to vertex and back.
  private func turn(_ polar: PolarGeodesics, around loop: [Int]) throws -> Double {
    var sum = 0.0
    for (from, to) in zip(loop, loop.dropFirst() + loop.prefix(1)) {
      let place = try #require(
        polar.coordinates(around: from).first { $0.vertex == to })
      sum += place.turn
    }
    return remainder(sum, 2 * .pi)
  }

  @Test func aroundTheTipOfAPyramidTheTurnIsItsDefect() throws {
    for (sectors, slope) in [(7, 0.5), (9, 1.3), (11, 0.1)] {
      let mesh = try Surfaces.pyramid(sectors: sectors, rings: 6, slope: slope)
      let polar = try PolarGeodesics(mesh)
      let defect = 2 * Double.pi - polar.transport.angleSums[0]
      // Three places around the tip, two of them on one ring and one on another.
      let loop = [
        1 + 2 * sectors, 1 + 3 * sectors + sectors / 3, 1 + 2 * sectors + 2 * sectors / 3,
      ]
      let around = try turn(polar, around: loop)
      #expect(abs(remainder(around - defect, 2 * .pi)) < 1e-9)
      // A loop beside the tip turns nothing.
      let beside = [1 + sectors, 1 + 3 * sectors, 1 + 3 * sectors + 1]
      let none = try turn(polar, around: beside)
      #expect(abs(none) < 1e-9)
    }
  }

  @Test func aroundATriangleOnTheSphereTheTurnIsItsArea() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let polar = try PolarGeodesics(mesh)
    // About an octant, counterclockwise seen from outside, off the mesh's planes of symmetry, in which
    // shortest paths would have many vertices close by on one side.
    let corners = [SIMD3<Double>(0.95, 0.1, 0.29), SIMD3(-0.2, 0.9, 0.37), SIMD3(0.11, -0.3, 0.95)]
      .map { corner in
        mesh.positions.indices.min {
          Sphere.distance(mesh.positions[$0], corner) < Sphere.distance(mesh.positions[$1], corner)
        } ?? 0
      }
    let (a, b, c) = (
      mesh.positions[corners[0]], mesh.positions[corners[1]], mesh.positions[corners[2]]
    )
    let cross = SIMD3(b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
    let area =
      2 * atan2((a * cross).sum(), 1 + (a * b).sum() + (b * c).sum() + (c * a).sum())
    #expect(area > 1)
    let turned = try turn(polar, around: corners)
    #expect(abs(turned - area) < 0.06)
  }

  @Test func onTheSphereDirectionsAndTurnsConverge() throws {
    var last = (angle: Double.infinity, turn: Double.infinity)
    for subdivisions in 2...4 {
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      let polar = try PolarGeodesics(mesh)
      let frames = VertexFrames(of: mesh, polar.transport.halfedges)
      let (p, x, y) = (mesh.positions[17], frames.xAxes[17], frames.yAxes[17])
      var (angle, turn, count) = (0.0, 0.0, 0.0)
      for place in try polar.coordinates(around: 17, radius: 2) where place.vertex != 17 {
        let chart = Sphere.chart(of: mesh.positions[place.vertex], around: p, x: x, y: y)
        angle += abs(remainder(place.angle - atan2(chart.y, chart.x), 2 * .pi))
        let axis = Sphere.carried(x, from: p, to: mesh.positions[place.vertex])
        let (u, v) = (frames.xAxes[place.vertex], frames.yAxes[place.vertex])
        turn += abs(
          remainder(place.turn - atan2((axis * v).sum(), (axis * u).sum()), 2 * .pi))
        count += 1
      }
      #expect(angle / count < 0.6 * last.angle && turn / count < 0.6 * last.turn)
      last = (angle / count, turn / count)
    }
    #expect(last.angle < 0.01 && last.turn < 0.02)
  }

  @Test func whatIsNoDiskOrNoVertexIsNamed() throws {
    let polar = try PolarGeodesics(Surfaces.cube())
    #expect(throws: MeshError.sourceOutOfRange(source: 8, vertexCount: 8)) {
      try polar.coordinates(around: 8)
    }
    for radius in [0, -1, Double.nan] {
      #expect(throws: MeshError.self) { try polar.coordinates(around: 0, radius: radius) }
    }
    let fan = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]],
      faces: [[0, 1, 2], [0, 1, 3], [1, 0, 4]])
    #expect(throws: MeshError.self) { try PolarGeodesics(fan) }
  }

  @Test func flatFacesOfEveryKindLeaveDistancesFinite() throws {
    for (name, mesh) in try SampleSurfaces.dirty() {
      guard let polar = try? PolarGeodesics(mesh) else { continue }
      for source in 0..<mesh.vertexCount {
        guard let places = try? polar.coordinates(around: source) else { continue }
        let exact = try ExactGeodesics(mesh).distances(from: [source])
        for place in places {
          #expect(place.angle.isFinite && place.turn.isFinite, "\(name)")
          #expect(abs(place.distance - exact[place.vertex]) < 1e-9, "\(name)")
        }
      }
    }
  }
}
