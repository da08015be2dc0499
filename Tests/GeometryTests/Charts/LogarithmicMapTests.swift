import Foundation
import Geometry
import Numerics
import Testing

@Suite struct LogarithmicMapTests {
  /// The mean distance, over three sources, of the map of a sphere from the azimuthal one.
  private func error(
    _ subdivisions: Int, _ options: LogarithmicMapOptions
  ) throws -> (mean: Double, angle: Double) {
    let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
    let map = try LogarithmicMap(mesh, options: options)
    let frames = VertexFrames(of: mesh, map.polar.transport.halfedges)
    var (mean, angle, count) = (0.0, 0.0, 0.0)
    for source in [0, 17, 33] {
      let p = mesh.positions[source]
      let places = try map.coordinates(around: source)
      #expect(places[source] == .zero)
      for (vertex, place) in places.enumerated() where vertex != source {
        // Near the opposite point all directions are as good.
        guard (p * mesh.positions[vertex]).sum() > -0.98 else { continue }
        let wanted = Sphere.chart(
          of: mesh.positions[vertex], around: p, x: frames.xAxes[source], y: frames.yAxes[source])
        mean += ((place - wanted) * (place - wanted)).sum().squareRoot()
        angle += abs(
          remainder(atan2(place.y, place.x) - atan2(wanted.y, wanted.x), 2 * .pi))
        count += 1
      }
    }
    return (mean / count, angle / count * 180 / .pi)
  }

  @Test(arguments: [(3, 0.01, 0.25), (4, 0.003, 0.06), (5, 0.004, 0.1)])
  func byHeatTheSphereIsMappedAzimuthally(
    subdivisions: Int, bound: Double, degrees: Double
  ) throws {
    let error = try error(subdivisions, LogarithmicMapOptions())
    #expect(error.mean < bound && error.angle < degrees)
  }

  @Test func exactlyItConvergesToTheAzimuthalMap() throws {
    let options = LogarithmicMapOptions(direction: .exact, distance: .exact)
    var last = Double.infinity
    for subdivisions in 2...5 {
      let error = try error(subdivisions, options)
      #expect(error.mean < 0.5 * last)
      last = error.mean
    }
    #expect(last < 0.005)
  }

  @Test func exactDistancesGoWithDirectionsOfHeat() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let map = try LogarithmicMap(mesh, options: LogarithmicMapOptions(distance: .exact))
    let exact = try ExactGeodesics(mesh).distances(from: [5])
    for (place, distance) in zip(try map.coordinates(around: 5), exact) {
      #expect(abs((place * place).sum().squareRoot() - distance) < 1e-12)
    }
  }

  @Test(arguments: LogarithmicMapOptions.Measure.allCases)
  func theFlatSquareIsMappedToItself(measure: LogarithmicMapOptions.Measure) throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.gridPatch(rows: 30, columns: 30), by: 0.005)
    let flat = try TriangleMesh(
      positions: mesh.positions.map { SIMD3($0.x, $0.y, 0) }, faces: mesh.faces)
    let map = try LogarithmicMap(
      flat, options: LogarithmicMapOptions(direction: measure, distance: measure))
    let source = 14 * 31 + 16
    let frames = VertexFrames(of: flat, map.polar.transport.halfedges)
    var mean = 0.0
    for (position, place) in zip(flat.positions, try map.coordinates(around: source)) {
      let way = position - flat.positions[source]
      let wanted = SIMD2(
        (way * frames.xAxes[source]).sum(), (way * frames.yAxes[source]).sum())
      mean += ((place - wanted) * (place - wanted)).sum().squareRoot() / Double(flat.vertexCount)
    }
    #expect(mean < (measure == .exact ? 1e-12 : 0.004))
  }

  @Test func turningTheFrameTurnsTheMap() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 30, minorSegments: 17)
    let map = try LogarithmicMap(mesh)
    let plain = try map.coordinates(around: 40)
    let turned = try map.coordinates(around: 40, turn: 0.7)
    let (c, s) = (cos(0.7), sin(0.7))
    for (a, b) in zip(plain, turned) {
      let back = SIMD2(c * b.x - s * b.y, s * b.x + c * b.y)
      #expect(abs(a.x - back.x) < 1e-12 && abs(a.y - back.y) < 1e-12)
    }
  }

  @Test func whatTheSourceDoesNotReachHasNoPlace() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let count = Int32(sphere.vertexCount)
    let mesh = try TriangleMesh(
      positions: sphere.positions + sphere.positions.map { $0 + 5 } + [[9, 9, 9]],
      faces: sphere.faces + sphere.faces.map { $0 &+ count })
    for measure in LogarithmicMapOptions.Measure.allCases {
      let map = try LogarithmicMap(
        mesh, options: LogarithmicMapOptions(direction: measure, distance: measure))
      let places = try map.coordinates(around: 3)
      #expect(places.prefix(Int(count)).allSatisfy { $0.x.isFinite && $0.y.isFinite })
      #expect(places.dropFirst(Int(count)).allSatisfy { $0.x.isNaN && $0.y.isNaN })
      #expect(throws: MeshError.sourceUnreferenced(source: 2 * Int(count))) {
        try map.coordinates(around: 2 * Int(count))
      }
    }
  }

  @Test func badOptionsAreRefused() throws {
    let mesh = try Surfaces.tetrahedron()
    for options in [
      LogarithmicMapOptions(timeFactor: 0), LogarithmicMapOptions(nearField: 1),
      LogarithmicMapOptions(nearField: .nan),
    ] {
      #expect(throws: MeshError.self) { try LogarithmicMap(mesh, options: options) }
    }
    #expect(throws: MeshError.self) {
      try LogarithmicMap(mesh).coordinates(around: 0, turn: .infinity)
    }
  }
}
