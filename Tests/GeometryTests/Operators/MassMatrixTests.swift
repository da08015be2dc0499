import Foundation
import Geometry
import Numerics
import Testing

@Suite struct MassMatrixTests {
  /// Schwarz 1890: corners that come to lie everywhere on a cylinder do not make the area its own.
  @Test(arguments: [1.0, 2, 3])
  func theAreasOfSchwarzsLanternFollowItsBands(power: Double) throws {
    let cylinder = 2 * Double.pi
    var areas: [Double] = []
    for sectors in [4, 6, 8, 10, 12] {
      let bands = Int(pow(Double(sectors), power).rounded())
      let mesh = try Surfaces.lantern(bands: bands, sectors: sectors)
      let half = Double.pi / Double(sectors)
      let height = hypot(1 / Double(bands), 1 - cos(half))
      let exact = 2 * Double(bands * sectors) * sin(half) * height
      #expect(abs(mesh.totalArea / exact - 1) < 1e-12)
      for kind in MassMatrix.Kind.allCases {
        let mass = try CotangentLaplacian(of: mesh).mass(kind).values.reduce(0, +)
        #expect(abs(mass / exact - 1) < 1e-11)
      }
      areas.append(mesh.totalArea)
    }
    switch power {
    case 1: #expect(abs(areas[4] / cylinder - 1) < 0.1)
    case 2: #expect(abs(areas[4] / (cylinder * hypot(1, .pi * .pi / 2)) - 1) < 0.02)
    default:
      for (less, more) in zip(areas, areas.dropFirst()) { #expect(more > 1.15 * less) }
      #expect(areas[4] > 50 * cylinder)
    }
  }

  @Test(arguments: MassMatrix.Kind.allCases)
  func theEntriesAddUpToTheArea(kind: MassMatrix.Kind) throws {
    let meshes = [
      try MeshPrimitives.icosphere(subdivisions: 3, radius: 1.7),
      try MeshPrimitives.torus(majorSegments: 17, minorSegments: 11),
      try MeshPrimitives.gridPatch(rows: 3, columns: 9, size: [1, 7]),
    ]
    for mesh in meshes {
      let mass = try MassMatrix.matrix(kind, of: mesh)
      #expect(abs(mass.values.reduce(0, +) / mesh.totalArea - 1) < 1e-13)
      #expect(Bool(mass.isSymmetric(tolerance: 0)))
      #expect(mass.values.allSatisfy { $0 > 0 })
    }
  }

  @Test func galerkinIntegratesProductsOfLinearFunctionsExactly() throws {
    // ∫ x y over [0, 3] × [0, 2] = 9/2 · 2; both are linear on every face.
    let mesh = try MeshPrimitives.gridPatch(rows: 4, columns: 5, size: [3, 2])
    let mass = try MassMatrix.galerkin(of: mesh)
    let (x, y) = (mesh.positions.map(\.x), mesh.positions.map(\.y))
    let integral = zip(x, mass.multiplied(by: y)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(integral - 9) < 1e-12)
  }

  @Test func lumpingSumsTheRowsOfGalerkin() throws {
    let mesh = try MeshPrimitives.torus(majorSegments: 9, minorSegments: 7)
    let lumped = try MassMatrix.lumped(of: mesh).diagonalValues
    for (a, b) in zip(lumped, try MassMatrix.galerkin(of: mesh).rowSums) {
      #expect(abs(a - b) < 1e-15)
    }
  }

  @Test func voronoiCellsOfAnObtuseFaceAreHalvesAndQuarters() throws {
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [4, 0, 0], [1, 1, 0]], faces: [[0, 1, 2]])
    let cells = try MassMatrix.matrix(.voronoi, of: mesh).diagonalValues
    for (got, want) in zip(cells, [0.5, 0.5, 1]) { #expect(abs(got - want) < 1e-15) }
  }

  @Test func voronoiCellsOfARightFaceAreTheCellsOfItsCircumcentre() throws {
    // The circumcentre halves the hypotenuse: cells of ¼, ⅛ … of the square on the legs.
    let mesh = try TriangleMesh(
      positions: [[0, 0, 0], [2, 0, 0], [0, 2, 0]], faces: [[0, 1, 2]])
    let cells = try MassMatrix.matrix(.voronoi, of: mesh).diagonalValues
    for (got, want) in zip(cells, [1, 0.5, 0.5]) { #expect(abs(got - want) < 1e-15) }
  }
}
