import Foundation
import Geometry
import Numerics
import Testing

@Suite struct CorrespondenceErrorTests {
  @Test func `errors are distances over the root of the area`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2, radius: 3)
    let geodesics = try ExactGeodesics(mesh)
    let count = mesh.vertexCount
    let truth = (0..<count).map { Int32($0) }
    // Every vertex is given that with the next number.
    let shifted = truth.map { ($0 + 1) % Int32(count) }
    let measured = try CorrespondenceError(
      of: shifted, truth: truth, geodesics: geodesics, area: mesh.totalArea)
    #expect(measured.vertices == Array(0..<count))
    var sum = 0.0
    for vertex in 0..<count {
      let distance = try geodesics.distances(from: [vertex])[(vertex + 1) % count]
      #expect(measured.errors[vertex] == distance / mesh.totalArea.squareRoot())
      sum += measured.errors[vertex]
    }
    #expect(abs(measured.mean - sum / Double(count)) < 1e-14)
    #expect(measured.largest == measured.errors.max())
    #expect(measured.fraction(within: 10) == 1)
    #expect(measured.fraction(within: 0) == 0)
    // The same on a sphere of another size.
    let small = try MeshPrimitives.icosphere(subdivisions: 2)
    let other = try CorrespondenceError(
      of: shifted, truth: truth, geodesics: ExactGeodesics(small), area: small.totalArea)
    #expect(abs(other.mean - measured.mean) < 1e-9)
  }

  @Test func `the true correspondence has no error, and no more vertices are measured than asked`()
    throws
  {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 1)
    let truth = (0..<Int32(mesh.vertexCount)).map { $0 }
    let measured = try CorrespondenceError(
      of: truth, truth: truth, geodesics: HeatGeodesics(mesh), area: mesh.totalArea, most: 10)
    #expect(measured.vertices == [0, 4, 8, 12, 16, 21, 25, 29, 33, 37])
    #expect((measured.mean, measured.largest, measured.unreached) == (0, 0, 0))
    #expect(measured.fraction(within: 0) == 1)
  }

  @Test func `vertices of another component are counted apart`() throws {
    let ball = try MeshPrimitives.icosphere(subdivisions: 0)
    let mesh = try TriangleMesh(
      positions: ball.positions + ball.positions.map { $0 + [5, 0, 0] },
      faces: ball.faces + ball.faces.map { $0 &+ 12 })
    let truth = (0..<Int32(24)).map { $0 }
    var wrong = truth
    wrong[3] = 15
    let measured = try CorrespondenceError(
      of: wrong, truth: truth, geodesics: ExactGeodesics(mesh), area: mesh.totalArea)
    #expect(measured.unreached == 1)
    #expect((measured.mean, measured.largest) == (0, 0))
    #expect(measured.fraction(within: 1) == 23.0 / 24)
  }

  @Test func `lists that do not fit are refused`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 0)
    let geodesics = try ExactGeodesics(mesh)
    func measure(_ map: [Int32], _ truth: [Int32], area: Double = 1, most: Int? = nil) throws {
      _ = try CorrespondenceError(
        of: map, truth: truth, geodesics: geodesics, area: area, most: most)
    }
    #expect(throws: GraphError.self) { try measure([0], [0, 1]) }
    #expect(throws: GraphError.self) { try measure([], []) }
    #expect(throws: GraphError.self) { try measure([12], [0]) }
    #expect(throws: GraphError.self) { try measure([0], [-1]) }
    #expect(throws: GraphError.self) { try measure([0], [0], area: 0) }
    #expect(throws: GraphError.self) { try measure([0], [0], most: 0) }
  }

  @Test func `distances that are given make the same errors, and the curve counts them`() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 1, radius: 2)
    let geodesics = try ExactGeodesics(mesh)
    let truth = (0..<Int32(mesh.vertexCount)).map { $0 }
    let shifted = truth.map { ($0 * 7 + 3) % Int32(mesh.vertexCount) }
    let measured = try CorrespondenceError(
      of: shifted, truth: truth, geodesics: geodesics, area: mesh.totalArea)
    let distances = try truth.map {
      try geodesics.distances(from: [Int($0)])[Int(shifted[Int($0)])]
    }
    #expect(try CorrespondenceError(distances: distances, area: mesh.totalArea) == measured)
    let thresholds = [0.5, 0, 0.25, 10, 0.1]
    #expect(measured.curve(thresholds) == thresholds.map { measured.fraction(within: $0) })
    // The area under a curve of steps, by a fine sum.
    let fine = (0..<20_000).map { (Double($0) + 0.5) / 20_000 * 0.8 }
    let sum = measured.curve(fine).reduce(0, +) / 20_000
    #expect(abs(measured.areaUnderCurve(to: 0.8) - sum) < 1e-4)
    let known = try CorrespondenceError(distances: [0, 2, 4, .infinity], area: 16)
    #expect((known.mean, known.largest, known.unreached) == (0.5, 1, 1))
    #expect(known.curve([0, 0.5, 1, .infinity]) == [0.25, 0.5, 0.75, 1])
    #expect(known.areaUnderCurve(to: 1) == (1 + 0.5) / 4)
    for bad in [[], [-1], [.nan]] as [[Double]] {
      #expect(throws: GraphError.self) { try CorrespondenceError(distances: bad, area: 1) }
    }
    #expect(throws: GraphError.self) { try CorrespondenceError(distances: [1], area: 0) }
  }
}
