import Foundation
import Geometry
import Numerics
import Testing

@Suite struct PointCloudLaplacianTests {
  private func energy(_ matrix: SparseMatrix<Double>, _ u: [Double]) -> Double {
    zip(u, matrix.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Points spread evenly over the unit sphere, on a spiral.
  private func sphere(_ count: Int) -> [SIMD3<Double>] {
    (0..<count).map { index in
      let z = 1 - (2 * Double(index) + 1) / Double(count)
      let angle = Double(index) * Double.pi * (3 - 5.0.squareRoot())
      let radius = (1 - z * z).squareRoot()
      return SIMD3(radius * cos(angle), radius * sin(angle), z)
    }
  }

  @Test func weightsAreNonnegativeWhateverThePointsAre() throws {
    var stream = RandomStream(seed: 5, "points")
    let ball = (0..<300).map { _ in
      SIMD3(stream.uniform(), stream.uniform(), stream.uniform())
    }
    let clouds = [
      sphere(500), ball, ball.map { SIMD3($0.x, $0.y, 0) },
      // Each point twice, and a line that leaves the plane.
      ball.prefix(50).flatMap { [$0, $0] },
      ball.prefix(60).map { SIMD3($0.x, $0.y, 0) } + (0..<40).map { SIMD3(0, 0, Double($0) / 9) },
    ]
    for points in clouds {
      for kind in MassMatrix.Kind.allCases {
        let (stiffness, mass) = try PointCloudLaplacian.operators(of: points, mass: kind)
        let fault = Surfaces.fault(stiffness: stiffness, mass: mass)
        #expect(fault == nil, "\(fault ?? "")")
      }
    }
  }

  @Test func onTheSphereAreaAndEnergiesOfHarmonicsAreClose() throws {
    let points = sphere(3000)
    let (stiffness, mass) = try PointCloudLaplacian.operators(of: points)
    #expect(abs(mass.values.reduce(0, +) - 4 * Double.pi) < 0.02 * 4 * Double.pi)
    for axis in 0..<3 {
      let u = points.map { $0[axis] }
      #expect(abs(energy(stiffness, u) / energy(mass, u) - 2) < 0.02)
    }
    let u = points.map { $0.x * $0.y }
    #expect(abs(energy(stiffness, u) / energy(mass, u) - 6) < 0.06)
  }

  @Test func inAPlaneLocalTriangulationsAgreeAndCoverItOnce() throws {
    // A square grid: wherever one looks, four points lie on a circle.
    let grid = try MeshPrimitives.gridPatch(rows: 12, columns: 17, size: [17, 12])
    let turned = grid.positions.map { p in
      SIMD3(0.6 * p.x - 0.48 * p.y, 0.8 * p.x + 0.36 * p.y, 0.8 * p.y)
    }
    var stream = RandomStream(seed: 3, "plane")
    let scattered = (0..<500).map { _ in SIMD3(17 * stream.uniform(), 12 * stream.uniform(), 0) }
    let corners: [SIMD3<Double>] = [[0, 0, 0], [17, 0, 0], [0, 12, 0], [17, 12, 0]]
    for (points, slack) in [(grid.positions, 1e-10), (turned, 1e-10), (scattered + corners, 0.1)] {
      let (stiffness, mass) = try PointCloudLaplacian.operators(of: points)
      #expect(abs(mass.values.reduce(0, +) - 204) <= 204 * slack)
      let u = points.map { ($0 * [2, -1, 3]).sum() }
      let gradient =
        slack < 1e-9 && points != grid.positions
        ? pow(1.2 - 0.8, 2) + pow(-0.96 - 0.36 + 2.4, 2) : 5.0
      #expect(abs(energy(stiffness, u) - 204 * gradient) <= 204 * gradient * slack)
    }
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let points = sphere(1201)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2].map { workers in
      Parallel.use(workers: workers)
      let both = try PointCloudLaplacian.operators(of: points)
      return [both.stiffness, both.mass]
    }
    #expect(Bool(results[0] == results[1]))
  }

  @Test func cloudsWithoutATriangleAndBadOptionsAreSaid() throws {
    let line = (0..<20).map { SIMD3(Double($0), 2 * Double($0), 0) }
    for points in [[], [[0, 0, 0]], line, [SIMD3](repeating: [1, 1, 1], count: 9)] {
      #expect(throws: MeshError.empty) { try PointCloudLaplacian(of: points) }
    }
    #expect(throws: MeshError.self) {
      try PointCloudLaplacian(of: line, options: PointCloudLaplacianOptions(neighbours: 2))
    }
  }
}
