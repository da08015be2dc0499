import Foundation
import Geometry
import TestSupport
import Testing

@Suite struct GeodesicTracerTests {
  @Test func `paths in the plane are straight`() throws {
    let mesh = try SampleSurfaces.terrain(rows: 9, columns: 12, jitter: 0.3, seed: 4) { _, _ in 0 }
    let tracer = try GeodesicTracer(mesh)
    let centre = 4 * 13 + 6
    let start = mesh.positions[centre]
    for step in 0..<37 {
      let direction = 0.17 * Double(step)
      let path = try tracer.trace(fromVertex: centre, direction: direction, length: 0.2)
      #expect(path.ending == .length)
      #expect(abs(path.length - 0.2) < 1e-14)
      let points = try path.points.map { try mesh.position(of: $0) }
      #expect(abs(length(try #require(points.last) - start) - 0.2) < 1e-12)
      try checkStraight(points)
    }
    // All around, directions turn with the angle.
    let ends = try (0..<8).map { step in
      let path = try tracer.trace(
        fromVertex: centre, direction: Double(step) * .pi / 4, length: 0.1)
      return try mesh.position(of: #require(path.points.last)) - start
    }
    for step in 0..<8 {
      let (a, b) = (ends[step], ends[(step + 1) % 8])
      #expect(abs((a * b).sum() / 0.01 - 0.5.squareRoot()) < 1e-9)
      #expect(a.x * b.y - a.y * b.x > 0)
    }
  }

  @Test func `a path along a row of vertices and over diagonals stays on its line`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 10, columns: 10)
    let tracer = try GeodesicTracer(mesh)
    for (step, target) in [SIMD2(0.3, 0), [0.3, 0.3], [0, 0.3], [-0.3, 0], [-0.3, -0.3]]
      .enumerated()
    {
      // The lowest face at the vertex starts at the diagonal to its lower left.
      let angle = atan2(target.y, target.x) - 1.25 * Double.pi
      let path = try tracer.trace(
        fromVertex: 60, direction: angle, length: (target * target).sum().squareRoot())
      let end = try mesh.position(of: #require(path.points.last)) - mesh.positions[60]
      #expect(length(end - SIMD3(target, 0)) < 1e-9, "\(step)")
      try checkStraight(path.points.map { try mesh.position(of: $0) })
    }
  }

  @Test func `paths end at the boundary and say so`() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 7, columns: 7)
    let tracer = try GeodesicTracer(mesh)
    let start = SurfacePoint(face: 30, weights: [0.2, 0.3, 0.5])
    let place = try mesh.position(of: start)
    for step in 1..<22 {
      let angle = 0.29 * Double(step)
      let path = try tracer.trace(from: start, direction: angle, length: 9)
      #expect(path.ending == .boundary)
      let (dx, dy) = (cos(angle), sin(angle))
      let toSide = dx > 0 ? (1 - place.x) / dx : -place.x / dx
      let toTop = dy > 0 ? (1 - place.y) / dy : -place.y / dy
      #expect(abs(path.length - min(toSide, toTop)) < 1e-9)
      try checkStraight(path.points.map { try mesh.position(of: $0) })
    }
    // The corner of a square spans a right angle; beyond it there is no surface.
    #expect(try tracer.trace(fromVertex: 0, direction: 2, length: 0.5).ending == .boundary)
    #expect(try tracer.trace(fromVertex: 0, direction: 2, length: 0.5).points.count == 1)
    #expect(try tracer.trace(fromVertex: 0, direction: 1.5, length: 0.5).ending == .length)
  }

  @Test func `the end of a path on the sphere is as far as it is long`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 3)
    let (tracer, exact) = (try GeodesicTracer(mesh), try ExactGeodesics(mesh))
    var random = SeededRandom(seed: 21)
    for vertex in [0, 7, 100, 333] {
      for _ in 0..<6 {
        let direction = Double.random(in: 0...(2 * .pi), using: &random)
        let path = try tracer.trace(fromVertex: vertex, direction: direction, length: 0.4)
        let end = try #require(path.points.last)
        #expect(path.ending == .length)
        let distance = try exact.distances(from: [end])[vertex]
        // On a convex polyhedron a straight path is shortest only until vertices behind which both
        // sides meet: the difference is of second order in the edge length.
        #expect(distance <= 0.4 + 1e-12)
        #expect(distance > 0.4 * (1 - 2e-3))
      }
    }
    for _ in 0..<40 {
      // Within the faces around a vertex every straight path from it is a shortest one.
      let vertex = Int.random(in: 0..<mesh.vertexCount, using: &random)
      let direction = Double.random(in: 0...(2 * .pi), using: &random)
      let path = try tracer.trace(fromVertex: vertex, direction: direction, length: 0.13)
      let distance = try exact.distances(from: [#require(path.points.last)])[vertex]
      #expect(abs(distance - 0.13) < 1e-12)
    }
  }

  @Test func `straight paths through vertices of a closed surface come back the same way`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 12, minorSegments: 8)
    let tracer = try GeodesicTracer(mesh)
    // Around the outer equator: edges from vertex to vertex, symmetric on both sides but for the
    // diagonals, so that a path in their direction keeps to the equator.
    let path = try tracer.trace(fromVertex: 0, direction: 0, length: 30)
    #expect(path.ending == .length)
    #expect(path.points.allSatisfy { $0.weights.min() >= 0 && abs($0.weights.sum() - 1) < 1e-12 })
    let points = try path.points.map { try mesh.position(of: $0) }
    let measured = zip(points, points.dropFirst()).reduce(0) { $0 + length($1.1 - $1.0) }
    #expect(abs(measured - 30) < 1e-9)
  }

  @Test func `dirty surfaces end a path with a reason`() throws {
    for (name, mesh) in try SampleSurfaces.dirty() {
      let tracer = try GeodesicTracer(mesh, mostCrossings: 1000)
      for vertex in 0..<mesh.vertexCount {
        for direction in [0, 0.4, 2, 3.3, 5] as [Double] {
          do {
            let path = try tracer.trace(fromVertex: vertex, direction: direction, length: 20)
            let points = try path.points.map { try mesh.position(of: $0) }
            let measured = zip(points, points.dropFirst()).reduce(0) { $0 + length($1.1 - $1.0) }
            #expect(abs(measured - path.length) < 1e-7, "\(name) \(vertex) \(direction)")
            #expect(path.ending == .length ? abs(path.length - 20) < 1e-9 : path.length < 20)
          } catch let error as MeshError {
            #expect(error == .sourceUnreferenced(source: vertex), "\(name)")
          }
        }
      }
    }
  }

  @Test func `bad requests are refused`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 0)
    let tracer = try GeodesicTracer(mesh)
    let centre = SurfacePoint(face: 0, weights: [1, 1, 1])
    #expect(throws: MeshError.self) { try GeodesicTracer(mesh, mostCrossings: 0) }
    #expect(throws: MeshError.self) {
      try tracer.trace(fromVertex: 12, direction: 0, length: 1)
    }
    for (direction, length) in [(Double.nan, 1), (0, -1), (0, .infinity), (.infinity, 1)] {
      #expect(throws: MeshError.self) {
        try tracer.trace(from: centre, direction: direction, length: length)
      }
    }
    #expect(throws: MeshError.self) {
      try tracer.trace(from: SurfacePoint(face: 20, weights: [1, 0, 0]), direction: 0, length: 1)
    }
    let none = try tracer.trace(from: centre, direction: 1, length: 0)
    #expect((none.length, none.points.count) == (0, 1))
    let few = try GeodesicTracer(mesh, mostCrossings: 5)
    #expect(try few.trace(from: centre, direction: 1, length: 100).ending == .crossings)
  }

  private func length(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }

  /// All points on one line, in order.
  private func checkStraight(_ points: [SIMD3<Double>]) throws {
    let (first, last) = (try #require(points.first), try #require(points.last))
    let whole = length(last - first)
    var sum = 0.0
    for (a, b) in zip(points, points.dropFirst()) { sum += length(b - a) }
    #expect(abs(sum - whole) < 1e-10)
  }
}
