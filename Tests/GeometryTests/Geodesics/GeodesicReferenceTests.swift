import Foundation
import Geometry
import Testing

/// Distances that the tests of gdist assert, computed by another program.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"] != nil,
    "set MERIDIAN_TEST_DATA to the data folder"))
struct GeodesicReferenceTests {
  @Test func `distances on a flat mesh are those of gdist`() throws {
    let mesh = try flatMesh()
    #expect((mesh.vertexCount, mesh.faceCount) == (121, 200))
    let solver = try ExactGeodesics(mesh)
    let expected = try numbers("flat_triangular_mesh_no_target.txt")
    let distances = try solver.distances(from: [0])
    for (a, b) in zip(distances, expected) { #expect(abs(a - b) < 1e-9) }

    let table = try numbers("flat_triangular_mesh_pairwise_matrix.txt")
    let filled = [2, 5, 10, 12, 14, 16]
    #expect(table.count == 121 * 121)
    for source in filled {
      let row = try solver.distances(from: [source])
      for target in filled { #expect(abs(row[target] - table[121 * source + target]) < 1e-6) }
    }
  }

  private func numbers(_ name: String) throws -> [Double] {
    let folder = try #require(ProcessInfo.processInfo.environment["MERIDIAN_TEST_DATA"])
    let text = try String(contentsOfFile: "\(folder)/reference/gdist/\(name)", encoding: .utf8)
    return try text.split(whereSeparator: \.isWhitespace).map { try #require(Double($0)) }
  }

  private func flatMesh() throws -> TriangleMesh {
    let values = try numbers("flat_triangular_mesh.txt")
    let (vertices, faces) = (Int(values[0]), Int(values[1]))
    let corners = values.dropFirst(2 + 3 * vertices)
    return try TriangleMesh(
      positions: (0..<vertices).map {
        SIMD3(values[2 + 3 * $0], values[3 + 3 * $0], values[4 + 3 * $0])
      },
      faces: (0..<faces).map { face in
        let start = corners.startIndex + 3 * face
        return SIMD3(
          Int32(corners[start]), Int32(corners[start + 1]), Int32(corners[start + 2]))
      })
  }
}
