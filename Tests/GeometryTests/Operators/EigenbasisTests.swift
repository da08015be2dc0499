import Foundation
import Geometry
import Numerics
import Testing

@Suite struct EigenbasisTests {
  @Test func theSphereHasEigenvaluesLTimesLPlusOne() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 4)
    let laplacian = try CotangentLaplacian(of: mesh)
    for kind in MassMatrix.Kind.allCases {
      let basis = try Eigenbasis.smallest(
        stiffness: laplacian.stiffness(), mass: laplacian.mass(kind), count: 17)
      #expect(abs(basis.values[0]) < 1e-8)
      let exact: [Double] = [1, 2, 3, 4].flatMap { (l: Int) -> [Double] in
        [Double](repeating: Double(l * (l + 1)), count: 2 * l + 1)
      }
      for (got, want) in zip(basis.values.dropFirst(), exact) {
        #expect(abs(got / want - 1) < 0.01, "\(kind): \(basis.values)")
      }
    }
  }

  @Test func multipletsOfTheSphereAreWhole() throws {
    let laplacian = try CotangentLaplacian(of: try MeshPrimitives.icosphere(subdivisions: 5))
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: 100)
    for l in 1..<10 {
      for index in l * l..<(l + 1) * (l + 1) {
        #expect(abs(basis.values[index] / Double(l * (l + 1)) - 1) < 0.01, "degree \(l)")
      }
    }
  }

  @Test func theFlatTorusHasTheSpectrumOfItsGridAndNearlyThatOfThePlane() throws {
    let side = 48
    let mesh = try MeshPrimitives.torus(majorSegments: side, minorSegments: side)
    // Right triangles of a unit square whose opposite sides are joined: which edge is the diagonal, corners tell.
    let step = 1 / Double(side)
    let lengths = mesh.faces.map { face in
      let cells = (0..<3).map { (Int(face[$0]) / side, Int(face[$0]) % side) }
      let edges = (0..<3).map { corner -> Double in
        let (a, b) = (cells[(corner + 1) % 3], cells[(corner + 2) % 3])
        return a.0 != b.0 && a.1 != b.1 ? step * 2.0.squareRoot() : step
      }
      return SIMD3(edges[0], edges[1], edges[2])
    }
    let laplacian = try CotangentLaplacian(of: mesh, edgeLengths: lengths)
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: 69)
    func spectrum(_ value: (Int) -> Double) -> [Double] {
      let waves = (-8...8).map(value)
      return waves.flatMap { a in waves.map { a + $0 } }.sorted()
    }
    let grid = spectrum { pow(2 * Double(side) * sin(Double.pi * Double($0) * step), 2) }
    let plane = spectrum { pow(2 * Double.pi * Double($0), 2) }
    for index in 0..<69 {
      #expect(abs(basis.values[index] - grid[index]) < 1e-7 + 1e-9 * grid[index])
      #expect(abs(basis.values[index] - plane[index]) <= 0.04 * plane[index] + 1e-7)
    }
  }

  @Test func aSquareWithFreeSidesHasTheSpectrumOfItsCosines() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 48, columns: 48)
    let laplacian = try CotangentLaplacian(of: mesh)
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: 30)
    let waves = (0..<9).map { pow(Double.pi * Double($0), 2) }
    let exact = waves.flatMap { a in waves.map { a + $0 } }.sorted()
    for index in 0..<30 {
      #expect(abs(basis.values[index] - exact[index]) <= 0.01 * exact[index] + 1e-8)
    }
  }

  @Test func vectorsAreMassOrthonormalAndZeroOnUnreferencedVertices() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    let mesh = try TriangleMesh(
      positions: [[9, 9, 9]] + sphere.positions + [[8, 8, 8]], faces: sphere.faces.map { $0 &+ 1 })
    let laplacian = try CotangentLaplacian(of: mesh)
    for kind in MassMatrix.Kind.allCases {
      let mass = laplacian.mass(kind)
      let basis = try Eigenbasis.smallest(
        stiffness: laplacian.stiffness(), mass: mass, count: 6)
      #expect(basis.size == mesh.vertexCount)
      let product = mass.multiplied(by: basis.vectors)
      for a in 0..<6 {
        #expect((basis.vectors[0, a], basis.vectors[mesh.vertexCount - 1, a]) == (0, 0))
        for b in 0..<6 {
          var dot = 0.0
          for row in 0..<mesh.vertexCount { dot += basis.vectors[row, a] * product[row, b] }
          #expect(abs(dot - (a == b ? 1 : 0)) < 1e-9)
        }
      }
    }
  }

  @Test(arguments: [1, 5, 20, 99, 130])
  func aHeapOfLooseTrianglesHasAZeroForEach(count: Int) throws {
    // An equilateral triangle of area A with lumped mass has 0 and twice 9 / (2 √3 A).
    let sides = (0..<100).map { 1 + 0.07 * Double($0 * 37 % 100) }
    let height = 3.0.squareRoot() / 2
    let mesh = try TriangleMesh(
      positions: sides.enumerated().flatMap { index, side in
        [[0, 0, 0], [1, 0, 0], [0.5, height, 0]].map { (corner: SIMD3<Double>) in
          side * corner + SIMD3(0, 0, Double(index))
        }
      }, faces: (0..<Int32(100)).map { SIMD3(3 * $0, 3 * $0 + 1, 3 * $0 + 2) })
    let laplacian = try CotangentLaplacian(of: mesh)
    let mass = laplacian.mass(.lumped)
    let basis = try Eigenbasis.smallest(
      stiffness: laplacian.stiffness(), mass: mass, count: count)
    let exact =
      sides.map { _ in 0.0 }
      + sides.flatMap { [9 / ($0 * $0 * 1.5), 9 / ($0 * $0 * 1.5)] }.sorted()
    #expect(basis.count == count)
    for (got, wanted) in zip(basis.values, exact) { #expect(abs(got - wanted) < 1e-8) }
    let product = mass.multiplied(by: basis.vectors)
    for a in 0..<count {
      for b in 0...a {
        let dot = (0..<300).reduce(0) { $0 + basis.vectors[$1, a] * product[$1, b] }
        #expect(abs(dot - (a == b ? 1 : 0)) < 1e-9)
      }
    }
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let vectors = DenseMatrix<Double>(rows: 3, columns: 2)
    #expect(try Eigenbasis(values: [0, 1], vectors: vectors).count == 2)
    #expect(throws: GraphError.self) { try Eigenbasis(values: [0], vectors: vectors) }
    #expect(throws: GraphError.self) { try Eigenbasis(values: [1, 0], vectors: vectors) }
    #expect(throws: GraphError.self) { try Eigenbasis(values: [0, .nan], vectors: vectors) }
    let bad = DenseMatrix<Double>(rows: 1, columns: 1, values: [.infinity])
    #expect(throws: GraphError.self) { try Eigenbasis(values: [0], vectors: bad) }
  }

  @Test func problemsWithoutAnAnswerAreRefused() throws {
    let laplacian = try CotangentLaplacian(of: try MeshPrimitives.icosphere(subdivisions: 0))
    let (stiffness, mass) = (laplacian.stiffness(), laplacian.mass(.lumped))
    for count in [0, -1, 13] {
      #expect(throws: GraphError.self) {
        try Eigenbasis.smallest(stiffness: stiffness, mass: mass, count: count)
      }
    }
    var holed = mass
    holed.values[4] = 0
    #expect {
      try Eigenbasis.smallest(stiffness: stiffness, mass: holed, count: 2)
    } throws: {
      "\($0)".contains("row 4 has stiffness but no mass")
    }
    #expect(throws: GraphError.self) {
      try Eigenbasis.smallest(stiffness: stiffness, mass: .identity(5), count: 2)
    }
  }
}
