import Foundation
import Geometry
import Numerics
import Testing

@Suite struct RobustLaplacianTests {
  private func energy(_ matrix: SparseMatrix<Double>, _ u: [Double]) -> Double {
    zip(u, matrix.multiplied(by: u)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func onClosedDelaunayMeshesItIsTheCotangentLaplacian() throws {
    for mesh in try [
      MeshPrimitives.icosphere(subdivisions: 4), Surfaces.tetrahedron(),
      MeshPrimitives.torus(majorSegments: 31, minorSegments: 13),
    ] {
      let robust = try RobustLaplacian(of: mesh)
      let plain = try CotangentLaplacian(of: mesh)
      let largest = plain.stiffness().values.max() ?? 0
      #expect(
        Surfaces.largestDifference(robust.stiffness(), plain.stiffness()) < 1e-12 * largest)
      for kind in MassMatrix.Kind.allCases {
        #expect(Surfaces.largestDifference(robust.mass(kind), plain.mass(kind)) < 1e-13)
      }
    }
  }

  @Test func twoSheetsAreWorthOneWhereOneWouldDo() throws {
    // A face turned over makes the same closed surface need both sheets.
    let mesh = try Surfaces.shaken(MeshPrimitives.icosphere(subdivisions: 2), by: 0.08)
    var faces = mesh.faces
    faces[17] = SIMD3(faces[17][0], faces[17][2], faces[17][1])
    let turned = try TriangleMesh(positions: mesh.positions, faces: faces)
    let (one, two) = (try RobustLaplacian(of: mesh), try RobustLaplacian(of: turned))
    #expect(one.triangulation.faceCount == mesh.faceCount)
    #expect(two.triangulation.faceCount == 2 * mesh.faceCount)
    #expect(one.triangulation.flipCount > 0)
    #expect(Surfaces.largestDifference(one.stiffness(), two.stiffness()) < 1e-12)
    #expect(Surfaces.largestDifference(one.mass(.lumped), two.mass(.lumped)) < 1e-13)
  }

  @Test func theOpenDelaunayMeshHasTheCotangentWeights() throws {
    // The cover of an open surface is its double; acute faces leave the boundary's edges alone.
    var positions: [SIMD3<Double>] = []
    var faces: [SIMD3<Int32>] = []
    for row in 0..<5 {
      for column in 0..<6 {
        positions.append(
          SIMD3(Double(column) + 0.5 * Double(row), Double(row) * 0.75.squareRoot(), 0))
      }
    }
    for row in 0..<4 {
      for column in 0..<5 {
        let a = Int32(6 * row + column)
        faces += [[a, a + 1, a + 6], [a + 1, a + 7, a + 6]]
      }
    }
    let mesh = try TriangleMesh(positions: positions, faces: faces)
    let robust = try RobustLaplacian(of: mesh)
    #expect(robust.triangulation.glued.allSatisfy { $0 >= 0 })
    #expect(
      Surfaces.largestDifference(
        robust.stiffness(), try CotangentLaplacian(of: mesh).stiffness()) < 1e-13)
  }

  @Test func soupAndDegenerateFacesGiveNonnegativeWeights() throws {
    let meshes = try [
      Surfaces.soup(faces: 400, vertices: 60), Surfaces.soup(faces: 50, vertices: 200),
      // Doubled and turned faces.
      TriangleMesh(
        positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0]], faces: [[0, 1, 2], [0, 1, 2], [0, 2, 1]]),
      // A needle, a cap, and corners in one place.
      TriangleMesh(
        positions: [[0, 0, 0], [1, 0, 0], [0.5, 1e-12, 0], [1, 0, 0], [0, 1, 0]],
        faces: [[0, 1, 2], [0, 1, 3], [0, 3, 4], [2, 1, 4]]),
      // Three sheets on one edge.
      TriangleMesh(
        positions: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [9, 9, 9]],
        faces: [[0, 1, 2], [1, 0, 3], [0, 1, 4]]),
    ]
    for mesh in meshes {
      for kind in MassMatrix.Kind.allCases {
        let (stiffness, mass) = try RobustLaplacian.operators(of: mesh, mass: kind)
        let fault = Surfaces.fault(stiffness: stiffness, mass: mass)
        #expect(fault == nil, "\(fault ?? "")")
        for frequency in [0.3, 1.7, 2.9] {
          let u = (0..<mesh.vertexCount).map { sin(frequency * Double($0 * $0 + 1)) }
          #expect(energy(stiffness, u) >= 0)
          #expect(energy(mass, u) > 0)
        }
      }
    }
  }

  @Test func massIsTheMollifiedArea() throws {
    let mesh = try Surfaces.soup(faces: 90, vertices: 40)
    let robust = try RobustLaplacian(of: mesh)
    let proper = mesh.faces.filter { $0[0] != $0[1] && $0[1] != $0[2] && $0[2] != $0[0] }
    let lengths = try TriangleMesh(positions: mesh.positions, faces: proper).edgeLengths
    let epsilon = robust.triangulation.mollification
    let area = lengths.reduce(0.0) { sum, given in
      let l = given + epsilon
      let half = l.sum() / 2
      return sum + (half * (half - l[0]) * (half - l[1]) * (half - l[2])).squareRoot()
    }
    #expect(abs(robust.mass(.lumped).values.reduce(0, +) - area) < 1e-10 * area)
    #expect(abs(robust.mass(.galerkin).values.reduce(0, +) - area) < 1e-10 * area)
  }

  @Test func nothingToWorkOnIsSaid() throws {
    let points: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    for faces in [[], [[0, 0, 1]]] as [[SIMD3<Int32>]] {
      let mesh = try TriangleMesh(positions: points, faces: faces)
      #expect(throws: MeshError.empty) { try RobustLaplacian(of: mesh) }
    }
    let point = try TriangleMesh(positions: [.zero, .zero, .zero], faces: [[0, 1, 2]])
    #expect(throws: MeshError.empty) { try RobustLaplacian(of: point) }
    let far = try TriangleMesh(
      positions: points + [[1e200, 0, 0]], faces: [[0, 1, 2], [0, 1, 3]])
    #expect(throws: MeshError.faceSizeOutOfRange(face: 1)) { try RobustLaplacian(of: far) }
  }
}
