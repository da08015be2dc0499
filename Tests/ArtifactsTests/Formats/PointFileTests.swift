import Artifacts
import TestSupport
import Testing

@Suite("Files of points")
struct PointFileTests {
  private let points = [SIMD3(0.5, -1, 2e3), SIMD3(3, 4, 5)]

  @Test(
    "every spelling of the same two points gives the same points",
    arguments: [
      "0.5 -1 2e3\n3 4 5\n", "0.5 -1 2e3\n3 4 5", "  0.5\t-1   2000 \r\n\r\n3 4 5\r\n",
      "# two points\n0.5 -1 2e3 255 0 0 0.1\n// x y z\n3 4 5 # the last\n",
      "0.5,-1,2e3\n3, 4 ,5,9\n", "0.5;-1;2e3;1\n3;4;5;\n",
    ])
  func spellings(text: String) throws {
    #expect(try XYZ.read(file(text)) == points)
    #expect(try PointFile.read(file(text, "cloud.XYZ")) == points)
  }

  @Test(
    "what is wrong is named with line, point and remedy",
    arguments: [
      ("1 2 3\n1 2\n", "p.xyz:2: point 1: expected its z coordinate, found the line's end; write"),
      ("1 2 3\n\nC 1 2 3\n", "p.xyz:3: point 1: expected its x coordinate, found \"C\""),
      ("1 2 3x\n", "p.xyz:1: point 0: expected its z coordinate, found \"3x\""),
      ("1 nan 3\n", "p.xyz:1: point 0: its y coordinate is NaN; remove"),
      ("# nothing\n", "p.xyz: the file holds no point"),
    ])
  func errors(text: String, wanted: String) {
    let error = formatError { _ = try PointFile.read(file(text, "p.xyz")) }
    #expect(error?.description.hasPrefix(wanted) == true, "\(error?.description ?? "")")
  }

  @Test("the vertices of a mesh file are points, with faces or without")
  func meshes() throws {
    let ply =
      "ply\nformat ascii 1.0\nelement vertex 2\nproperty double x\nproperty double y\n"
      + "property double z\nend_header\n0.5 -1 2000\n3 4 5\n"
    #expect(try PointFile.read(file(ply, "p.ply")) == points)
    #expect(try PointFile.read(file("v 0.5 -1 2e3\nv 3 4 5\n", "p.obj")) == points)
    let all = try PointFile.read(FileBytes(OFF.write(tetrahedron), name: "t.off"))
    #expect(all == tetrahedron.positions)
    #expect(formatError { _ = try PointFile.read(file("1 2 3\n", "p.txt")) }?.code == .unsupported)
    #expect(try PointFile.read(file("1 2 3\n", "p.txt"), format: "xyz").count == 1)
  }

  @Test("every damaged file gives points or one error")
  func damage() {
    let text = "# points\n0.5 -1 2e3 255\n3,4,5\n-1e-3;7;.5\n"
    survivesDamage(Array(text.utf8)) { _ = try XYZ.read($0) }
    var mutator = Mutator("XYZ", tokens: ["nan", "1e999", "#", "//", ",", "\n"])
    for _ in 0..<Mutator.rounds(5_000) {
      do {
        let points = try XYZ.read(FileBytes(mutator.mutate(Array(text.utf8)), name: "mutated"))
        #expect(points.allSatisfy { ($0 * 0).sum() == 0 })
      } catch {
        #expect(error.file == "mutated")
      }
    }
  }
}
