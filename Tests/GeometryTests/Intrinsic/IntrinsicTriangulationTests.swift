import Foundation
import Geometry
import Numerics
import Testing

@Suite struct IntrinsicTriangulationTests {
  @Test func weightsFromLengthsEqualThoseFromPositions() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 3),
      Surfaces.shaken(MeshPrimitives.gridPatch(rows: 7, columns: 9), by: 0.02),
    ] {
      let space = try CotangentLaplacian(of: mesh)
      let surface = try IntrinsicTriangulation(of: mesh)
      #expect(surface.mollification == 0)
      #expect(Surfaces.largestDifference(space.stiffness(), surface.stiffness()) < 1e-12)
      for kind in MassMatrix.Kind.allCases {
        #expect(Surfaces.largestDifference(space.mass(kind), surface.mass(kind)) < 1e-14)
      }
    }
  }

  @Test func flipsMakeEveryInnerEdgeDelaunayAndKeepTheArea() throws {
    for mesh in try [
      Surfaces.shaken(MeshPrimitives.torus(majorSegments: 41, minorSegments: 7), by: 0.05),
      Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 3), by: 0.1),
      Surfaces.shaken(MeshPrimitives.gridPatch(rows: 9, columns: 40), by: 0.02),
    ] {
      var surface = try IntrinsicTriangulation(of: mesh)
      let before = surface.areas.reduce(0, +)
      try surface.flipToDelaunay()
      #expect(surface.flipCount > 10)
      #expect(abs(surface.areas.reduce(0, +) - before) < 1e-11 * before)
      for side in surface.glued.indices {
        let other = Int(surface.glued[side])
        guard other >= 0 else { continue }
        #expect(surface.halfCotangents[side] + surface.halfCotangents[other] > -1e-12)
        #expect(Int(surface.glued[other]) == side)
        #expect(surface.tail(side) == surface.head(other))
        #expect(surface.head(side) == surface.tail(other))
        #expect(surface.lengths[side] == surface.lengths[other])
      }
      #expect(surface.mass(.lumped).values.reduce(0, +) - before < 1e-11 * before)
    }
  }

  @Test func inThePlaneFlipsGiveTheTriangulationWithEmptyCircles() throws {
    let mesh = try Surfaces.shaken(
      MeshPrimitives.gridPatch(rows: 6, columns: 8, size: [8, 2]), by: 0.1)
    let flat = try TriangleMesh(
      positions: mesh.positions.map { SIMD3($0.x, $0.y, 0) }, faces: mesh.faces)
    var surface = try IntrinsicTriangulation(of: flat)
    try surface.flipToDelaunay()
    for face in 0..<surface.faceCount {
      let corners = (0..<3).map { flat.positions[Int(surface.cornerVertices[3 * face + $0])] }
      let (a, b, c) = (corners[0], corners[1] - corners[0], corners[2] - corners[0])
      let d = 2 * (b.x * c.y - b.y * c.x)
      let (bb, cc) = ((b * b).sum(), (c * c).sum())
      let centre = SIMD3((c.y * bb - b.y * cc) / d, (b.x * cc - c.x * bb) / d, 0)
      // Only vertices seen through inner edges count: across the boundary nothing can be flipped.
      for corner in 0..<3 {
        let other = Int(surface.glued[3 * face + corner])
        guard other >= 0 else { continue }
        let beyond = flat.positions[Int(surface.cornerVertices[other])] - a - centre
        #expect((beyond * beyond).sum() > (centre * centre).sum() * (1 - 1e-9))
      }
    }
  }

  @Test func anIsometricBendLeavesTheLaplacianUnchanged() throws {
    // Rolled up by lengths: a chord of the cylinder is as long as its arc in the limit alone, so
    // the strip between two rulings is kept flat and only turned.
    let flat = try MeshPrimitives.gridPatch(rows: 5, columns: 12, size: [6, 2])
    let rolled = try TriangleMesh(
      positions: flat.positions.map { p in
        let column = (p.x / 0.5).rounded()
        let radius = 0.25 / sin(Double.pi / 14)
        return SIMD3(
          radius * cos(column * Double.pi / 7), p.y, radius * sin(column * Double.pi / 7))
      }, faces: flat.faces)
    var (a, b) = (
      try IntrinsicTriangulation(of: flat), try IntrinsicTriangulation(of: rolled)
    )
    #expect(Surfaces.largestDifference(a.stiffness(), b.stiffness()) < 1e-13)
    try a.flipToDelaunay()
    try b.flipToDelaunay()
    #expect(Surfaces.largestDifference(a.stiffness(), b.stiffness()) < 1e-13)
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 5), by: 0.02)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      let operators = try RobustLaplacian.operators(of: mesh, mass: .galerkin)
      return [operators.stiffness, operators.mass]
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }

  @Test func edgesWithThreeFacesAndBadOptionsAreNamed() throws {
    let fan = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1]],
      faces: [[0, 1, 2], [1, 0, 3], [0, 1, 4]])
    #expect(throws: MeshError.notOrientedManifold(edge: [0, 1], faceCount: 3)) {
      try IntrinsicTriangulation(of: fan)
    }
    let triangle = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 0, 1], [0, 1, 2]])
    for lengths in [SIMD3<Double>(1, -1, 1), [1, .nan, 1], [1, 1, .infinity]] {
      #expect(throws: MeshError.triangleInequality(face: 1)) {
        try IntrinsicTriangulation(of: triangle, edgeLengths: [[1, 1, 1], lengths])
      }
    }
    for factor in [0, -1, Double.nan, .infinity] {
      #expect(throws: MeshError.self) { try IntrinsicTriangulation(of: fan, mollification: factor) }
    }
  }
}
