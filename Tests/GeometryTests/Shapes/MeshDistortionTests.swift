import Foundation
import Geometry
import Testing

@Suite struct MeshDistortionTests {
  @Test func `a scaled grid is stretched along x alone`() throws {
    let grid = try MeshPrimitives.gridPatch(rows: 3, columns: 5, size: [5, 3])
    let scaled = try TriangleMesh(
      positions: grid.positions.map { $0 * [2, 1, 1] }, faces: grid.faces)
    let distortion = try MeshDistortion(of: scaled, from: grid.positions)
    #expect(distortion.stretches.count == MeshEdges(of: grid).count)
    // Along y, across the diagonals, along x.
    let diagonal = 2.5.squareRoot()
    for stretch in distortion.stretches {
      #expect([1, diagonal, 2].contains { abs($0 - stretch) < 1e-12 })
    }
    #expect(distortion.stretch(of: 0) == 1 && distortion.stretch(of: 1) == 2)
    #expect(abs(distortion.smallestAngle - atan(0.5)) < 1e-12)
  }

  @Test func `a mesh without edges has no distortion`() throws {
    let points = try TriangleMesh(positions: [[0, 0, 0]], faces: [])
    #expect(throws: MeshError.empty) { try MeshDistortion(of: points, from: points.positions) }
  }
}
