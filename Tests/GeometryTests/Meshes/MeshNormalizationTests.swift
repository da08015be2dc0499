import Geometry
import Testing

@Suite struct MeshNormalizationTests {
  private let mesh = Result {
    let torus = try MeshPrimitives.torus(majorSegments: 11, minorSegments: 7)
    // A vertex that no face names has no say.
    return try TriangleMesh(
      positions: torus.positions.map { $0 * SIMD3(3, 2, 1) + SIMD3(7, -5, 100) } + [[1e6, 0, 0]],
      faces: torus.faces)
  }

  @Test(arguments: MeshNormalization.Center.allCases, MeshNormalization.Size.allCases)
  func `what was asked for is at the origin and of size 1`(
    center: MeshNormalization.Center, size: MeshNormalization.Size
  ) throws {
    let mesh = try mesh.get()
    let normalization = try MeshNormalization(of: mesh, center: center, size: size)
    let result = try normalization.applied(to: mesh)
    #expect(result.faces == mesh.faces)
    let surface = Array(result.positions.dropLast())
    switch size {
    case .area: #expect(abs(result.totalArea - 1) < 1e-12)
    case .radius:
      let farthest = surface.map { ($0 * $0).sum().squareRoot() }.max() ?? 0
      #expect(abs(farthest - 1) < 1e-12)
    case .keep: #expect(abs(result.totalArea / mesh.totalArea - 1) < 1e-12)
    }
    switch center {
    case .surface:
      let moments = zip(result.faces, result.faceAreas).map { face, area in
        (0..<3).reduce(SIMD3<Double>.zero) { $0 + result.positions[Int(face[$1])] } * area
      }
      let moment = moments.reduce(.zero, +) / result.totalArea
      #expect((moment * moment).sum() < 1e-20)
    case .vertices:
      let sum = surface.reduce(.zero, +) / Double(surface.count)
      #expect((sum * sum).sum() < 1e-20)
    case .box:
      for axis in 0..<3 {
        let values = surface.map { $0[axis] }
        #expect(abs((values.min() ?? 0) + (values.max() ?? 0)) < 1e-10)
      }
    case .keep: #expect(normalization.center == .zero)
    }
  }

  @Test func `the centre of gravity does not follow the vertices`() throws {
    // Two unit squares side by side; the right one of many more vertices.
    let left = try MeshPrimitives.gridPatch(rows: 1, columns: 1)
    let right = try MeshPrimitives.gridPatch(rows: 9, columns: 9)
    let both = try TriangleMesh(
      positions: left.positions + right.positions.map { $0 + SIMD3(1, 0, 0) },
      faces: left.faces + right.faces.map { $0 &+ 4 })
    let normalization = try MeshNormalization(of: both, size: .keep)
    let difference = normalization.center - SIMD3(1, 0.5, 0)
    #expect((difference * difference).sum() < 1e-28)
  }

  @Test func `a mesh without area or extent is refused`() throws {
    let line = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0]], faces: [[0, 1, 1]])
    #expect(throws: MeshError.empty) { try MeshNormalization(of: line) }
    #expect(throws: MeshError.empty) {
      try MeshNormalization(of: line, center: .vertices, size: .area)
    }
    #expect(try MeshNormalization(of: line, center: .vertices, size: .radius).scale == 2)
    let cloud = try TriangleMesh(positions: [[0, 0, 0]], faces: [])
    #expect(throws: MeshError.empty) {
      try MeshNormalization(of: cloud, center: .keep, size: .keep)
    }
  }
}
