import Foundation
import Geometry
import Numerics
import Testing

@Suite struct ConnectionLaplacianTests {
  private func eigenvalues(_ connection: ConnectionLaplacian, _ count: Int) throws -> [Double] {
    try Eigenbasis.smallest(
      stiffness: connection.stiffness(), mass: connection.mass(), count: count
    ).values
  }

  /// A torus of squares without curvature, which has no place in space.
  private func flatTorus() throws -> ConnectionLaplacian {
    let mesh = try MeshPrimitives.torus(majorSegments: 13, minorSegments: 9)
    return try ConnectionLaplacian(
      of: mesh,
      edgeLengths: mesh.faces.map { face in
        // Corners of a quad a, b, c, d: its halves are (a, b, c) and (a, c, d).
        let diagonal = 2.0.squareRoot()
        return face[0] % 9 == face[1] % 9 ? SIMD3(1, diagonal, 1) : SIMD3(1, 1, diagonal)
      })
  }

  @Test func itIsSymmetricAndPositiveSemidefinite() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 2),
      MeshPrimitives.torus(majorSegments: 17, minorSegments: 11),
      MeshPrimitives.gridPatch(rows: 5, columns: 6),
    ] {
      let matrix = try ConnectionLaplacian(of: mesh).stiffness()
      #expect(matrix.rows == 2 * mesh.vertexCount)
      #expect(Bool(matrix.isSymmetric(tolerance: 0)))
      for frequency in [0.3, 1.1, 2.7] {
        let u = (0..<matrix.rows).map { sin(frequency * Double($0 * $0 + 1)) }
        #expect(zip(u, matrix.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 } > 0)
      }
    }
  }

  @Test func theFlatTorusHasOneComplexZeroMode() throws {
    let values = try eigenvalues(flatTorus(), 4)
    #expect(abs(values[0]) < 1e-9 && abs(values[1]) < 1e-9)
    #expect(values[2] > 0.1)
  }

  @Test func theSphereHasNoZeroModeButSixOfValueOne() throws {
    let sphere = try ConnectionLaplacian(of: MeshPrimitives.icosphere(subdivisions: 4))
    let values = try eigenvalues(sphere, 7)
    // The Bochner Laplacian on gradients and curls of harmonics of degree l has l (l + 1) − 1.
    for value in values.prefix(6) { #expect(abs(value - 1) < 0.01) }
    #expect(abs(values[6] - 5) < 0.1)
  }

  @Test func itsEnergyIsThatOfDifferencesAlongEdges() throws {
    let mesh = try Surfaces.shaken(MeshPrimitives.gridPatch(rows: 4, columns: 5), by: 0.01)
    let connection = try ConnectionLaplacian(of: mesh)
    let plain = try CotangentLaplacian.stiffness(of: mesh)
    let transport = connection.transport
    let u = (0..<2 * mesh.vertexCount).map { cos(1.3 * Double($0 * $0)) }
    var energy = 0.0
    for start in transport.halfedges.edgeHalfedge {
      let (tail, head) = (
        transport.halfedges.tail(Int(start)), transport.halfedges.head(Int(start))
      )
      let (c, s) = (
        cos(transport.rotations[Int(start)]), sin(transport.rotations[Int(start)])
      )
      let real = u[2 * head] - (c * u[2 * tail] - s * u[2 * tail + 1])
      let imaginary = u[2 * head + 1] - (s * u[2 * tail] + c * u[2 * tail + 1])
      energy -= plain[tail, head] * (real * real + imaginary * imaginary)
    }
    let form = zip(u, connection.stiffness().multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(form - energy) < 1e-11 * energy)
  }

  /// A flat torus of parallelograms: long triangles that no plain operator likes.
  private func shearedTorus(_ method: ConnectionLaplacian.Method) throws -> ConnectionLaplacian {
    let mesh = try MeshPrimitives.torus(majorSegments: 13, minorSegments: 9)
    let (along, across) = (SIMD2(1.0, 0), SIMD2(3.3, 1))
    func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }
    let (a, b, c) = (length(along), length(across), length(along + across))
    return try ConnectionLaplacian(
      of: mesh,
      edgeLengths: mesh.faces.map { face in
        face[0] % 9 == face[1] % 9 ? SIMD3(b, c, a) : SIMD3(a, b, c)
      }, method: method)
  }

  @Test func flipsKeepTheTangentPlanes() throws {
    let (plain, flipped) = (
      try shearedTorus(.cotangent), try shearedTorus(.intrinsicDelaunay)
    )
    #expect(Bool(plain.stiffness() != flipped.stiffness()))
    #expect(Bool(plain.transport == flipped.transport))
    // What is parallel over the given edges is parallel over the flipped ones.
    let basis = try Eigenbasis.smallest(
      stiffness: flipped.stiffness(), mass: flipped.mass(), count: 3)
    #expect(abs(basis.values[0]) < 1e-9 && abs(basis.values[1]) < 1e-9)
    #expect(basis.values[2] > 0.01)
    let mode = (0..<2 * plain.vertexCount).map { basis.vectors[$0, 0] }
    for value in plain.stiffness().multiplied(by: mode) { #expect(abs(value) < 1e-9) }
    // The flipped edges have no negative weight, the given ones do.
    #expect(hasNegativeWeight(plain.stiffness()) == true)
    #expect(hasNegativeWeight(flipped.stiffness()) == false)
  }

  /// Whether some block off the diagonal is longer than its row's diagonal allows for weights ≥ 0.
  private func hasNegativeWeight(_ matrix: SparseMatrix<Double>) -> Bool {
    (0..<matrix.rows).contains { row in
      var sizes: [Int: Double] = [:]
      for entry in matrix.entries(inRow: row) where Int(matrix.columnIndices[entry]) / 2 != row / 2
      {
        sizes[Int(matrix.columnIndices[entry]) / 2, default: 0] +=
          matrix.values[entry] * matrix.values[entry]
      }
      return sizes.values.reduce(0) { $0 + $1.squareRoot() } > matrix[row, row] * (1 + 1e-9)
    }
  }

  @Test func onDelaunayMeshesNothingIsFlipped() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 3), MeshPrimitives.gridPatch(rows: 5, columns: 6),
    ] {
      let plain = try ConnectionLaplacian(of: mesh)
      let flipped = try ConnectionLaplacian(of: mesh, method: .intrinsicDelaunay)
      #expect(
        Surfaces.largestDifference(plain.stiffness(), flipped.stiffness()) < 1e-9)
      #expect(Surfaces.largestDifference(plain.mass(), flipped.mass()) < 1e-12)
    }
  }

  @Test func onNeedlesTheFlippedOperatorIsSymmetricAndNotNegative() throws {
    for mesh in try [
      Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 2), by: 0.25),
      Surfaces.shaken(Surfaces.needles(9, shear: 5), by: 0.02),
      Surfaces.pyramid(sectors: 3, rings: 4, slope: 20),
    ] {
      let matrix = try ConnectionLaplacian(of: mesh, method: .intrinsicDelaunay).stiffness()
      #expect(matrix.values.allSatisfy { $0.isFinite })
      #expect(Bool(matrix.isSymmetric(tolerance: 1e-12)))
      for frequency in [0.3, 1.1, 2.7] {
        let u = (0..<matrix.rows).map { sin(frequency * Double($0 * $0 + 1)) }
        #expect(zip(u, matrix.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 } > 0)
      }
    }
  }

  @Test func theBitsDoNotDependOnTheWorkers() throws {
    let mesh = try MeshPrimitives.icosphere(subdivisions: 5)
    defer { Parallel.use(workers: 0) }
    let results = try [1, 2, 3].map { workers in
      Parallel.use(workers: workers)
      let connection = try ConnectionLaplacian(of: mesh)
      return [connection.stiffness(), connection.mass(.voronoi)]
    }
    #expect(Bool(results[0] == results[1]))
    #expect(Bool(results[0] == results[2]))
  }
}
