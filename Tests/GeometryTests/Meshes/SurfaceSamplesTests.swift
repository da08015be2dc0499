import Geometry
import TestSupport
import Testing

@Suite struct SurfaceSamplesTests {
  @Test func `points lie where their weights say, and more begin with the fewer`() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 9, minorSegments: 7)
    let samples = try SurfaceSamples(on: mesh, count: 501, seed: 3)
    for (index, position) in samples.positions.enumerated() {
      let (face, weights) = (mesh.faces[Int(samples.faces[index])], samples.barycentric[index])
      #expect(weights.min() >= 0 && abs(weights.sum() - 1) < 1e-15)
      var point = SIMD3<Double>.zero
      for corner in 0..<3 { point += mesh.positions[Int(face[corner])] * weights[corner] }
      #expect(((point - position) * (point - position)).sum() < 1e-30)
    }
    let fewer = try SurfaceSamples(on: mesh, count: 101, seed: 3)
    #expect(Array(samples.positions.prefix(101)) == fewer.positions)
    #expect(try SurfaceSamples(on: mesh, count: 101, seed: 4).positions != fewer.positions)
  }

  @Test func `each face gets points by its area, and they fill it evenly`() throws {
    // Areas 1 : 0 : 8 : 1, with the face without area in between.
    let mesh = try TriangleMesh(
      positions: [
        [0, 0, 0], [1, 0, 0], [0, 2, 0], [4, 0, 5], [0, 4, 5], [0, 0, 5], [2, 0, 0],
      ],
      faces: [[0, 1, 2], [0, 1, 6], [5, 3, 4], [0, 2, 1]])
    let count = 100_000
    let samples = try SurfaceSamples(on: mesh, count: count, seed: 11)
    // Four standard deviations of a binomial count.
    for (face, share) in [(0, 0.1), (1, 0.0), (2, 0.8), (3, 0.1)] {
      let drawn = Double(samples.faces.count { $0 == Int32(face) })
      let deviation = (Double(count) * share * (1 - share)).squareRoot()
      #expect(abs(drawn - Double(count) * share) <= 4 * deviation, "face \(face)")
    }
    // Barycentric weights of even points have mean 1/3 and mean square 1/6.
    for corner in 0..<3 {
      let weights = samples.barycentric.map { $0[corner] }
      #expect(abs(weights.reduce(0, +) / Double(count) - 1.0 / 3) < 4e-3)
      #expect(abs(weights.reduce(0) { $0 + $1 * $1 } / Double(count) - 1.0 / 6) < 4e-3)
    }
  }

  @Test func `a surface without area and a negative count are refused`() throws {
    let line = try TriangleMesh(positions: [[0, 0, 0], [1, 0, 0]], faces: [[0, 1, 1]])
    #expect(throws: MeshError.empty) { try SurfaceSamples(on: line, count: 3, seed: 0) }
    let mesh = try MeshPrimitives.icosphere(subdivisions: 0)
    #expect(throws: MeshError.self) { try SurfaceSamples(on: mesh, count: -1, seed: 0) }
    #expect(try SurfaceSamples(on: mesh, count: 0, seed: 0).positions.isEmpty)
    let huge = try TriangleMesh(
      positions: [[0, 0, 0], [1e200, 0, 0], [0, 1e200, 0]], faces: [[0, 1, 2]])
    #expect(throws: MeshError.faceSizeOutOfRange(face: 0)) {
      try SurfaceSamples(on: huge, count: 1, seed: 0)
    }
  }
}

@Suite struct FarthestPointsTests {
  @Test func `each point is the farthest from those before, as a search of all pairs finds it`()
    throws
  {
    var random = SeededRandom(seed: 8)
    let positions = (0..<173).map { _ in
      SIMD3(
        Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random),
        Double.random(in: 0...1, using: &random))
    }
    func distance(_ a: Int, _ b: Int) -> Double {
      let difference = positions[a] - positions[b]
      return (difference * difference).sum().squareRoot()
    }
    let chosen = try FarthestPoints(of: positions, count: 40, from: 5)
    var before = [5]
    func nearest(_ point: Int) -> Double { before.map { distance(point, $0) }.min() ?? 0 }
    #expect(chosen.indices[0] == 5)
    for index in chosen.indices.dropFirst() {
      let farthest = positions.indices.map(nearest).max() ?? 0
      #expect(nearest(Int(index)) == farthest)
      before.append(Int(index))
    }
    #expect(chosen.coveringRadius == positions.indices.map(nearest).max())
  }

  @Test func `of equally far points the lowest is chosen, and none twice`() throws {
    let corners: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]]
    let all = try FarthestPoints(of: corners, count: 5)
    #expect(all.indices == [0, 2, 1, 3, 4])
    #expect(all.coveringRadius == 0)
    #expect(try FarthestPoints(of: corners, count: 1, from: 3).coveringRadius == 2.0.squareRoot())
  }

  @Test func `counts and starts outside the set are refused`() {
    let points: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0]]
    for (count, start) in [(0, 0), (3, 0), (1, 2), (1, -1)] {
      #expect(throws: MeshError.self) { try FarthestPoints(of: points, count: count, from: start) }
    }
    #expect(throws: MeshError.self) { try FarthestPoints(of: [], count: 1) }
  }
}
