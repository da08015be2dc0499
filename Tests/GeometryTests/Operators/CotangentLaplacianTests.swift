import Foundation
import Geometry
import Numerics
import Testing

@Suite struct CotangentLaplacianTests {
  private func form(_ matrix: SparseMatrix<Double>, _ u: [Double]) -> Double {
    zip(u, matrix.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Numbers of size at most 1 that look irregular and are the same on every run.
  private func signal(_ count: Int, _ frequency: Double) -> [Double] {
    (0..<count).map { sin(frequency * Double($0 + 1) * Double($0 + 3)) }
  }

  @Test func equilateralFacesHaveCotangentWeights() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0.5, 3.0.squareRoot() / 2, 0]], faces: [[0, 1, 2]])
    let matrix = try CotangentLaplacian.stiffness(of: mesh)
    let weight = 0.5 / 3.0.squareRoot()
    for row in 0..<3 {
      for column in 0..<3 {
        #expect(abs(matrix[row, column] - (row == column ? 2 * weight : -weight)) < 1e-15)
      }
    }
  }

  @Test func theRegularTetrahedronsDiagonalIsThreeOverTan60() throws {
    let mesh = try TriangleMesh(
      positions: [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
      faces: [[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])
    let matrix = try CotangentLaplacian.stiffness(of: mesh)
    for value in matrix.diagonalValues { #expect(abs(value - 3.0.squareRoot()) < 1e-14) }
  }

  @Test func theCubesDiagonalIsThreeAndTheDiagonalsOfItsSidesCountForNothing() throws {
    let mesh = try Surfaces.cube()
    let matrix = try CotangentLaplacian.stiffness(of: mesh)
    for value in matrix.diagonalValues { #expect(abs(value - 3) < 1e-14) }
    for edge in MeshEdges(of: mesh).ends {
      let (a, b) = (Int(edge[0]), Int(edge[1]))
      let way = mesh.positions[a] - mesh.positions[b]
      #expect(abs(matrix[a, b] - ((way * way).sum() < 1.5 ? -1 : 0)) < 1e-14)
    }
  }

  @Test func itsSpectrumIsNotNegativeWhateverItsWeights() throws {
    for mesh in try [
      MeshPrimitives.torus(majorSegments: 11, minorSegments: 7),
      Surfaces.needles(7, shear: 5), Surfaces.shaken(Surfaces.needles(8, shear: 2), by: 0.01),
    ] {
      let laplacian = try CotangentLaplacian(of: mesh)
      let basis = try Eigenbasis.smallest(
        stiffness: laplacian.stiffness(), mass: laplacian.mass(.lumped), count: mesh.vertexCount)
      let largest = try #require(basis.values.last)
      #expect(basis.values[0] > -1e-12 * largest)
      #expect(basis.values[1] > 1e-6 * largest)
    }
    let weights = try CotangentLaplacian.stiffness(of: Surfaces.needles(7, shear: 5))
    #expect(weights.values != weights.values.map { -abs($0) } && weights.rows == 64)
  }

  @Test func itsKernelIsTheConstantsOfEachComponent() throws {
    let parts = try [
      MeshPrimitives.icosphere(subdivisions: 2),
      MeshPrimitives.torus(majorSegments: 13, minorSegments: 9),
      MeshPrimitives.gridPatch(rows: 6, columns: 5),
    ]
    var (positions, faces): ([SIMD3<Double>], [SIMD3<Int32>]) = ([], [])
    for (index, part) in parts.enumerated() {
      faces += part.faces.map { $0 &+ Int32(positions.count) }
      positions += part.positions.map { $0 + SIMD3(5 * Double(index), 0, 0) }
    }
    let mesh = try TriangleMesh(positions: positions, faces: faces)
    let plain = try CotangentLaplacian(of: mesh)
    let robust = try RobustLaplacian.operators(of: mesh)
    for (stiffness, mass) in [(plain.stiffness(), plain.mass(.lumped)), robust] {
      let basis = try Eigenbasis.smallest(stiffness: stiffness, mass: mass, count: 4)
      #expect(basis.values.prefix(3).allSatisfy { abs($0) < 1e-9 })
      #expect(basis.values[3] > 0.1)
      for pair in 0..<3 {
        var start = 0
        for part in parts {
          for vertex in start..<start + part.vertexCount {
            #expect(abs(basis.vectors[vertex, pair] - basis.vectors[start, pair]) < 1e-8)
          }
          start += part.vertexCount
        }
      }
    }
  }

  @Test func theMatrixIsSymmetricWithZeroRowSumsAndPositiveSemidefinite() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 37, minorSegments: 23)
    let matrix = try CotangentLaplacian.stiffness(of: mesh)
    #expect(Bool(matrix.isSymmetric(tolerance: 0)))
    for sum in matrix.rowSums { #expect(abs(sum) < 1e-13) }
    for frequency in [0.1, 0.7, 1.3, 2.9] {
      #expect(form(matrix, signal(mesh.vertexCount, frequency)) > 0)
    }
    #expect(matrix.nonzeroCount == mesh.vertexCount + 2 * MeshEdges(of: mesh).count)
  }

  @Test func theDirichletEnergyOfALinearFunctionIsAreaTimesSquaredGradient() throws {
    let mesh = try MeshPrimitives.gridPatch(rows: 7, columns: 11, size: [3, 2])
    let gradient = SIMD3(0.7, -1.9, 0)
    let energy = form(
      try CotangentLaplacian.stiffness(of: mesh), mesh.positions.map { ($0 * gradient).sum() })
    #expect(abs(energy - 6 * (0.49 + 3.61)) < 1e-12 * energy)
  }

  @Test func lengthsAloneGiveTheSameWeights() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 19, minorSegments: 13)
    let fromSpace = try CotangentLaplacian(of: mesh)
    let intrinsic = try CotangentLaplacian(of: mesh, edgeLengths: mesh.edgeLengths)
    for (a, b) in zip(fromSpace.stiffness().values, intrinsic.stiffness().values) {
      #expect(abs(a - b) < 1e-12)
    }
    for kind in MassMatrix.Kind.allCases {
      for (a, b) in zip(fromSpace.mass(kind).values, intrinsic.mass(kind).values) {
        #expect(abs(a - b) < 1e-14)
      }
    }
  }

  @Test func anIsometricBendLeavesItUnchanged() throws {
    // Creases along the rows' parallels only, so that every face is moved rigidly.
    let flat = try MeshPrimitives.gridPatch(rows: 6, columns: 8, size: [4, 3])
    let folded = try TriangleMesh(
      positions: flat.positions.map { p in
        let past = max(0, p.y - 1.5)
        return SIMD3(p.x, min(p.y, 1.5) + 0.6 * past, 0.8 * past)
      }, faces: flat.faces)
    let (a, b) = (
      try CotangentLaplacian.stiffness(of: flat), try CotangentLaplacian.stiffness(of: folded)
    )
    for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 1e-13) }
  }

  @Test func rigidMotionAndRelabellingPermuteTheMatrix() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 2)
    let count = mesh.vertexCount
    let place = (0..<count).map { ($0 * 5 + 7) % count }
    var positions = mesh.positions
    for (vertex, p) in mesh.positions.enumerated() {
      positions[place[vertex]] = SIMD3(0.6 * p.x - 0.8 * p.y, 0.8 * p.x + 0.6 * p.y, p.z) + 3
    }
    let moved = try TriangleMesh(
      positions: positions,
      faces: mesh.faces.reversed().map { face in
        SIMD3(
          Int32(place[Int(face[1])]), Int32(place[Int(face[2])]), Int32(place[Int(face[0])]))
      })
    let (a, b) = (
      try CotangentLaplacian.stiffness(of: mesh), try CotangentLaplacian.stiffness(of: moved)
    )
    for row in 0..<count {
      for entry in a.entries(inRow: row) {
        let column = Int(a.columnIndices[entry])
        #expect(abs(a.values[entry] - b[place[row], place[column]]) < 1e-13)
      }
    }
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      let laplacian = try CotangentLaplacian(of: mesh)
      return [laplacian.stiffness()] + MassMatrix.Kind.allCases.map { laplacian.mass($0) }
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }
}

@Suite struct DegenerateFaceTests {
  /// A unit square of two faces, with more faces that have no area.
  private func square(
    _ more: [SIMD3<Double>], _ faces: [SIMD3<Int32>]
  ) throws -> CotangentLaplacian {
    try CotangentLaplacian(
      of: try TriangleMesh(
        positions: [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]] + more,
        faces: [[0, 1, 2], [0, 2, 3]] + faces))
  }

  @Test func aRepeatedCornerCountsForNothing() throws {
    let plain = try square([], [])
    let more = try square([], [[1, 1, 2], [3, 3, 3]])
    #expect(plain.stiffness() == more.stiffness())
    for kind in MassMatrix.Kind.allCases { #expect(plain.mass(kind) == more.mass(kind)) }
  }

  @Test func collinearAndCoincidentCornersGiveFinitePositiveSemidefiniteMatrices() throws {
    let cases: [([SIMD3<Double>], SIMD3<Int32>)] = [
      ([[0.5, 0, 0]], [0, 1, 4]),  // on the edge
      ([[3, 0, 0]], [0, 1, 4]),  // beyond it
      ([[1, 1, 0]], [1, 2, 4]),  // two corners in one place
      ([[2, 2, 2], [2, 2, 2], [2, 2, 2]], [4, 5, 6]),  // all three
      ([[0.3, 1e-12, 0]], [0, 1, 4]),  // all but collinear
    ]
    for (more, face) in cases {
      let laplacian = try square(more, [face])
      let stiffness = laplacian.stiffness()
      #expect(stiffness.values.allSatisfy { $0.isFinite })
      #expect(Bool(stiffness.isSymmetric(tolerance: 0)))
      let largest = stiffness.values.max() ?? 0
      for sum in stiffness.rowSums { #expect(abs(sum) < 1e-15 * largest * 10) }
      for seed in 1...20 {
        let u = (0..<stiffness.rows).map { sin(Double(seed * ($0 + 2) * ($0 + 5))) }
        let energy = zip(u, stiffness.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(energy > -1e-12 * largest)
      }
      for kind in MassMatrix.Kind.allCases {
        let mass = laplacian.mass(kind)
        #expect(mass.values.allSatisfy { $0.isFinite })
        #expect(mass.rowSums.allSatisfy { $0 > 0 })
        #expect(abs(mass.values.reduce(0, +) - 1) < 1e-2)
      }
    }
  }

  @Test func goodFacesAreNotTouchedByDegenerateOnes() throws {
    let plain = try square([], []).stiffness()
    let more = try square([[5, 5, 5], [6, 6, 6], [7, 7, 7]], [[4, 5, 6]]).stiffness()
    for row in 0..<4 {
      for column in 0..<4 { #expect(plain[row, column] == more[row, column]) }
    }
  }

  @Test func facesThatCannotBeMeasuredAreNamed() throws {
    let far = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1e200, 0, 0]], faces: [[0, 1, 2], [0, 1, 3]])
    #expect(throws: MeshError.faceSizeOutOfRange(face: 1)) { try CotangentLaplacian(of: far) }
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 1, 2]])
    for lengths in [SIMD3<Double>(1, 1, 3), [1, -1, 1], [1, .nan, 1], [1, 1, .infinity]] {
      #expect(throws: MeshError.triangleInequality(face: 0)) {
        try CotangentLaplacian(of: mesh, edgeLengths: [lengths])
      }
    }
    #expect(throws: MeshError.edgeLengthCount(lengths: 0, faces: 1)) {
      try CotangentLaplacian(of: mesh, edgeLengths: [])
    }
    #expect(throws: MeshError.empty) {
      try CotangentLaplacian(of: try TriangleMesh(positions: mesh.positions, faces: [[0, 0, 1]]))
    }
    #expect(throws: MeshError.empty) {
      try CotangentLaplacian(
        of: try TriangleMesh(positions: [.zero, .zero, .zero], faces: [[0, 1, 2]]))
    }
  }

  @Test func unreferencedVerticesHaveEmptyRowsAndNoMass() throws {
    let laplacian = try square([[9, 9, 9]], [])
    #expect(laplacian.stiffness().entries(inRow: 4).isEmpty)
    #expect(laplacian.mass(.galerkin).entries(inRow: 4).isEmpty)
    #expect(laplacian.mass(.lumped)[4, 4] == 0)
  }
}
