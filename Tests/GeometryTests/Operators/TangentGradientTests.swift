import Foundation
import Geometry
import Numerics
import Testing

@Suite struct TangentGradientTests {
  private func vectors(_ gradient: TangentGradient, of values: [Double]) -> [SIMD3<Double>] {
    let (x, y) = (gradient.x.multiplied(by: values), gradient.y.multiplied(by: values))
    let yAxes = gradient.frames.yAxes
    return values.indices.map { x[$0] * gradient.frames.xAxes[$0] + y[$0] * yAxes[$0] }
  }

  private func size(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }

  @Test func theGradientOfALinearFunctionOnAPlaneIsItsSlope() throws {
    let mesh = try Surfaces.shaken(
      MeshPrimitives.gridPatch(rows: 6, columns: 9, size: [3, 2]), by: 0.05)
    let flat = try TriangleMesh(
      positions: mesh.positions.map { SIMD3($0.x, $0.y, 0) }, faces: mesh.faces)
    let slope = SIMD3(0.7, -1.9, 0)
    let found = vectors(
      try TangentGradient(of: flat), of: flat.positions.map { ($0 * slope).sum() })
    for vector in found { #expect(size(vector - slope) < 1e-7) }
  }

  @Test func constantsHaveNoGradient() throws {
    let gradient = try TangentGradient(
      of: MeshPrimitives.torus(majorSegments: 13, minorSegments: 9))
    for sum in gradient.x.rowSums + gradient.y.rowSums { #expect(abs(sum) < 1e-12) }
  }

  /// The gradient of the height on the unit sphere is the vertical's part in the tangent plane.
  @Test func theGradientOfTheSpheresHeightConvergesToTheClosedForm() throws {
    let errors = try (2...4).map { subdivisions in
      let mesh = try MeshPrimitives.icosphere(subdivisions: subdivisions)
      let found = vectors(try TangentGradient(of: mesh), of: mesh.positions.map(\.z))
      return zip(found, mesh.positions).reduce(0.0) { largest, pair in
        max(largest, size(pair.0 - (SIMD3(0, 0, 1) - pair.1 * pair.1.z)))
      }
    }
    #expect(errors[0] < 0.05 && errors[2] < 0.015)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(coarse / fine > 1.6) }
  }

  @Test func aRigidMotionLeavesTheOperatorsAsTheyAre() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 2), by: 0.02)
    let (c, s) = (cos(0.7), sin(0.7))
    // About the z axis, then about the x axis, and away.
    let turned = try TriangleMesh(
      positions: mesh.positions.map {
        let (x, y) = (c * $0.x - s * $0.y, s * $0.x + c * $0.y)
        return SIMD3(x + 3, c * y - s * $0.z, s * y + c * $0.z - 1)
      }, faces: mesh.faces)
    let (before, after) = (try TangentGradient(of: mesh), try TangentGradient(of: turned))
    #expect(Surfaces.largestDifference(before.x, after.x) < 1e-10)
    #expect(Surfaces.largestDifference(before.y, after.y) < 1e-10)
  }

  @Test func framesAreThoseOfTransportOnAManifoldAndExistOnAnyMesh() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 1)
    let expected = VertexFrames(of: sphere, try Halfedges(of: sphere))
    #expect(try TangentGradient(of: sphere).frames == expected)
    let soup = try TangentGradient(of: Surfaces.soup(faces: 40, vertices: 12))
    #expect((soup.x.values + soup.y.values).allSatisfy { $0.isFinite })
    #expect(soup.x.nonzeroCount > 40)
    #expect(throws: MeshError.empty) {
      try TangentGradient(of: TriangleMesh(positions: [[0, 0, 0]], faces: []))
    }
  }
}
