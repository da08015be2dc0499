import Geometry
import Numerics
import Testing

@Suite struct BarycentricMapTests {
  private func surfaces() throws -> [MeshDecimation] {
    let grid = try MeshPrimitives.gridPatch(rows: 20, columns: 30)
    return try [
      MeshPrimitives.torus(majorSegments: 60, minorSegments: 30),
      MeshPrimitives.icosphere(subdivisions: 4),
      TriangleMesh(
        positions: grid.positions.map { SIMD3($0.x, $0.y, 0.3 * $0.x * ($0.y - 0.5)) },
        faces: grid.faces),
    ].map { try MeshDecimation(of: $0, options: .init(target: .ratio(0.2))) }
  }

  private func largest(_ a: [SIMD3<Double>], _ b: [SIMD3<Double>]) -> Double {
    zip(a, b).map { ($0 - $1) * ($0 - $1) }.map { $0.sum().squareRoot() }.max() ?? 0
  }

  private func carried(
    _ map: SparseMatrix<Double>, _ positions: [SIMD3<Double>]
  ) -> [SIMD3<Double>] {
    let axes = (0..<3).map { axis in map.multiplied(by: positions.map { $0[axis] }) }
    return axes[0].indices.map { SIMD3(axes[0][$0], axes[1][$0], axes[2][$0]) }
  }

  @Test func `constants are kept, linear functions to the distance of the surfaces`() throws {
    for step in try surfaces() {
      let deviation = try step.deviation()
      for (map, from, to, distance) in [
        (step.prolongation().matrix, step.mesh, step.fine, deviation.forward.largest),
        (step.restriction().matrix, step.fine, step.mesh, deviation.backward.largest),
      ] {
        let ones = map.multiplied(by: [Double](repeating: 1, count: from.vertexCount))
        #expect(ones.allSatisfy { abs($0 - 1) < 1e-15 })
        #expect(largest(carried(map, from.positions), to.positions) < distance * (1 + 1e-9))
      }
    }
  }

  @Test func `the way to the fine mesh and back ends where it began`() throws {
    for step in try surfaces() {
      let back = try step.restriction().matrix.multiplied(by: step.prolongation().matrix)
      let moved = largest(carried(back, step.mesh.positions), step.mesh.positions)
      #expect(try moved < 2 * step.deviation().largest)
      // Most of a coarse signal comes back to where it was.
      let diagonal = (0..<back.rows).map { back[$0, $0] }
      #expect(diagonal.reduce(0, +) / Double(back.rows) > 0.5)
    }
  }

  @Test func `a sheet close by attracts nobody`() throws {
    // Two planes a thousandth apart, joined at one side: what is on the one stays on it.
    let (rows, columns) = (16, 40)
    let grid = try MeshPrimitives.gridPatch(rows: rows, columns: columns)
    let folded = try TriangleMesh(
      positions: grid.positions.map { position in
        let x = position.x - 0.5
        return SIMD3(abs(x) + 0.01 * position.y * x, position.y, x < 0 ? 0 : min(1e-3, 0.02 * x))
      }, faces: grid.faces)
    let step = try MeshDecimation(of: folded, options: .init(target: .ratio(0.15)))
    let isUpper = step.origins.map { Int($0) % (columns + 1) > columns / 2 }
    let matrix = step.prolongation().matrix
    for vertex in 0..<folded.vertexCount {
      // Next to the fold both sides meet.
      let column = vertex % (columns + 1)
      guard abs(column - columns / 2) > 8 else { continue }
      for slot in matrix.entries(inRow: vertex) {
        #expect(isUpper[Int(matrix.columnIndices[slot])] == (column > columns / 2))
      }
    }
  }

  @Test func `points of a mesh are checked`() throws {
    let mesh = try Surfaces.cube()
    let points = [SurfacePoint(face: 3, weights: [0.25, 0, 0.75])]
    let map = try BarycentricMap(of: points, on: mesh)
    #expect(map.matrix.nonzeroCount == 2)
    #expect(map.matrix[0, Int(mesh.faces[3][2])] == 0.75)
    for bad in [
      SurfacePoint(face: 12, weights: [1, 0, 0]), SurfacePoint(face: 0, weights: [-1, 1, 1]),
      SurfacePoint(face: 0, weights: [0, 0, 0]), SurfacePoint(face: 0, weights: [.nan, 1, 0]),
    ] {
      #expect(throws: MeshError.self) { try BarycentricMap(of: [bad], on: mesh) }
    }
    let tree = try TriangleTree(mesh)
    let closest = BarycentricMap(closestTo: mesh.positions, on: tree)
    #expect(Surfaces.largestDifference(closest.matrix, .identity(8)) == 0)
  }
}
