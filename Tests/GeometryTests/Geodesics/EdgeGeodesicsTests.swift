import Geometry
import Testing

@Suite struct EdgeGeodesicsTests {
  @Test func `distances on a grid are counted in its edges`() throws {
    // Every cell is cut from its lower left to its upper right corner.
    let mesh = try MeshPrimitives.gridPatch(rows: 12, columns: 9, size: [9, 12])
    let (row, column) = (5, 3)
    let distances = try EdgeGeodesics(mesh).distances(from: [row * 10 + column])
    for vertex in 0..<mesh.vertexCount {
      let (dy, dx) = (Double(vertex / 10 - row), Double(vertex % 10 - column))
      let diagonal = dx * dy > 0 ? min(abs(dx), abs(dy)) : 0
      let expected = diagonal * 2.0.squareRoot() + abs(dx) + abs(dy) - 2 * diagonal
      #expect(abs(distances[vertex] - expected) < 1e-12)
    }
  }

  @Test func `several sources give the nearest, and what none reaches is infinitely far`() throws {
    let sphere = try MeshPrimitives.icosphere(subdivisions: 2)
    let mesh = try TriangleMesh(
      positions: sphere.positions + sphere.positions,
      faces: sphere.faces)
    let solver = try EdgeGeodesics(mesh)
    let (a, b) = (try solver.distances(from: [3]), try solver.distances(from: [77]))
    #expect(try solver.distances(from: [77, 3, 77]) == zip(a, b).map { min($0, $1) })
    #expect(a.suffix(sphere.vertexCount).allSatisfy { $0 == .infinity })
    #expect(throws: MeshError.sourceUnreferenced(source: 162)) {
      try solver.distances(from: [162])
    }
    #expect(throws: MeshError.noSource) { try solver.distances(from: []) }
  }
}
