import Artifacts
import Geometry
import Testing

@Suite("Comparing meshes")
struct MeshComparisonTests {
  /// A square of two triangles.
  private let square = (
    positions: [SIMD3<Double>(0, 0, 0), [3, 0, 0], [3, 4, 0], [0, 4, 0]],
    faces: [SIMD3<Int32>(0, 1, 2), [0, 2, 3]]
  )

  private func differences(
    _ positions: [SIMD3<Double>], _ faces: [SIMD3<Int32>]
  ) throws -> [Finding] {
    TriangleMesh.differences(
      from: try TriangleMesh(positions: square.positions, faces: square.faces),
      to: try TriangleMesh(positions: positions, faces: faces))
  }

  @Test("moved vertices are counted, the farthest measured against the mesh's size")
  func moved() throws {
    var positions = square.positions
    positions[2] += [0, 0, 1]
    positions[3] += [0.1, 0, 0]
    let findings = try differences(positions, square.faces)
    #expect(findings.map(\.subject) == ["positions"])
    #expect(findings["positions"]?["moved"] == .integer(2))
    #expect(findings["positions"]?["farthest"] == .number(1))
    #expect(findings["positions"]?["farthest_vertex"] == .integer(2))
    // The diagonal of the square is 5.
    #expect(findings["positions"]?["share_of_size"] == .number(0.2))
  }

  @Test("an added vertex and the faces it brings are counted; the others are found again")
  func added() throws {
    let findings = try differences(
      [[9, 9, 9]] + square.positions, [[1, 2, 3], [1, 3, 4], [0, 1, 2]])
    #expect(findings["vertices"]?["added"] == .integer(1))
    #expect(findings["vertices"]?["removed"] == .integer(0))
    #expect(findings["faces"]?["added"] == .integer(1))
    #expect(findings["faces"]?["removed"] == .integer(0))
    #expect(findings["positions"] == nil)
  }

  @Test("a removed vertex takes its faces with it")
  func removed() throws {
    let findings = try differences(Array(square.positions.prefix(3)), [[0, 1, 2]])
    #expect(findings["vertices"]?["removed"] == .integer(1))
    #expect(findings["faces"]?["removed"] == .integer(1))
    #expect(findings["faces"]?["added"] == .integer(0))
  }

  @Test("the same surface with vertices in another order has the same faces")
  func reordered() throws {
    // Vertex i is now 3 − i.
    let findings = try differences(square.positions.reversed(), [[3, 2, 1], [3, 1, 0]])
    #expect(findings.map(\.subject) == ["vertices"])
    #expect(findings["vertices"]?["reordered"] == .boolean(true))
  }

  @Test("faces that begin at another corner are the same, those turned over are told")
  func orientation() throws {
    #expect(try differences(square.positions, [[1, 2, 0], [3, 0, 2]]).isEmpty == false)
    let rotated = try differences(square.positions, [[1, 2, 0], [3, 0, 2]])
    #expect(rotated["faces"]?["reordered"] == .boolean(true))
    let flipped = try differences(square.positions, [[0, 2, 1], [0, 2, 3]])
    #expect(flipped["faces"]?["turned_over"] == .integer(1))
    #expect(flipped["faces"]?["added"] == .integer(0))
    #expect(flipped["faces"]?["removed"] == .integer(0))
  }

  @Test("doubled vertices and faces are paired one by one")
  func doubled() throws {
    let findings = try differences(square.positions, square.faces + [[0, 1, 2]])
    #expect(findings["faces"]?["added"] == .integer(1))
    let doubled = try differences(square.positions + [[0, 0, 0]], square.faces)
    #expect(doubled["vertices"]?["added"] == .integer(1))
    #expect(doubled["faces"] == nil)
  }
}
