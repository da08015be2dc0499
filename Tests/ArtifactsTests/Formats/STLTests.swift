import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("STL files")
struct STLTests {
  private static let ascii = """
    solid tetrahedron of four facets
      facet normal 0 0 1
        outer loop
          vertex 0 0 0
          vertex 0 1.5 0
          vertex 1 0 -0
        endloop
      endfacet
      facet normal nan nan nan
        outer loop
          vertex 0 0 0
          vertex 1 0 0
          vertex 0 0 -1e-1
        endloop
      endfacet
    endsolid tetrahedron of four facets

    """

  private static let mesh = MeshData(
    positions: [SIMD3(0, 0, 0), SIMD3(0, 1.5, 0), SIMD3(1, 0, 0), SIMD3(0, 0, -0.1)],
    faces: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])

  /// A binary file of a mesh, coordinates rounded to 32 bits.
  private static func binary(_ mesh: MeshData, header: String = "binary") -> [UInt8] {
    var bytes = Array(header.utf8) + [UInt8](repeating: 32, count: 80 - header.utf8.count)
    func append<Value>(_ value: Value) { withUnsafeBytes(of: value) { bytes += $0 } }
    append(UInt32(mesh.faces.count).littleEndian)
    for face in mesh.faces {
      for _ in 0..<3 { append(Float.nan.bitPattern) }
      for corner in 0..<3 {
        for axis in 0..<3 {
          append(Float(mesh.positions[Int(face[corner])][axis]).bitPattern.littleEndian)
        }
      }
      append(UInt16(0xffff))
    }
    return bytes
  }

  @Test("ascii facets are welded by exact position, whatever the case and the line ends")
  func ascii() throws {
    let spellings = [
      Self.ascii, Self.ascii.uppercased().replacingOccurrences(of: "\n", with: "\r\n"),
      "\n\n"
        + Self.ascii.replacingOccurrences(of: "solid tetrahedron of four facets", with: "solid"),
    ]
    for text in spellings { #expect(try STL.read(file(text)) == Self.mesh) }
  }

  @Test("several solids of a file become one mesh")
  func solids() throws {
    let mesh = try STL.read(file(Self.ascii + Self.ascii))
    #expect(mesh.positions == Self.mesh.positions)
    #expect(mesh.faces == Self.mesh.faces + Self.mesh.faces)
  }

  @Test("a binary file is known by its size, even if its header says solid")
  func binary() throws {
    for header in ["binary", "solid of a careless program"] {
      let bytes = Self.binary(tetrahedron, header: header)
      let mesh = try STL.read(FileBytes(bytes, name: "a.stl"))
      #expect(mesh.positions.count == 4 && mesh.faces.count == 4)
      for (face, expected) in zip(mesh.faces, tetrahedron.faces) {
        for corner in 0..<3 {
          let wanted = SIMD3<Double>(
            SIMD3<Float>(tetrahedron.positions[Int(expected[corner])]))
          #expect(mesh.positions[Int(face[corner])] == wanted)
        }
      }
    }
  }

  @Test("thousands of positions keep their order and find themselves again")
  func welding() throws {
    let side = 60
    var grid = MeshData()
    for row in 0...side {
      for column in 0...side { grid.positions.append(SIMD3(Double(column), Double(row), 0.5)) }
    }
    for row in 0..<side {
      for column in 0..<side {
        let corner = Int32(row * (side + 1) + column)
        let above = corner + Int32(side) + 1
        grid.faces += [SIMD3(corner, corner + 1, above), SIMD3(above, corner + 1, above + 1)]
      }
    }
    let mesh = try STL.read(FileBytes(Self.binary(grid), name: "grid.stl"))
    #expect(mesh.positions.count == grid.positions.count)
    #expect(Set(mesh.positions).count == grid.positions.count)
    #expect(
      zip(mesh.faces, grid.faces).allSatisfy { face, wanted in
        (0..<3).allSatisfy {
          mesh.positions[Int(face[$0])] == grid.positions[Int(wanted[$0])]
        }
      })
    var seen: Int32 = -1
    for face in mesh.faces {
      for corner in 0..<3 {
        #expect(face[corner] <= seen + 1)
        seen = max(seen, face[corner])
      }
    }
  }

  @Test(
    "what is wrong in an ascii file is named with line, facet and remedy",
    arguments: [
      ("endloop", "endlop", "s.stl:7: facet 0: expected endloop, found \"endlop\"; write facet"),
      ("1.5", "1,5", "s.stl:5: facet 0, vertex 1: expected its y coordinate, found \"1,5\""),
      ("1.5", "inf", "s.stl:5: facet 0, vertex 1: its y coordinate is infinite"),
      ("vertex 0 1.5 0\n", "vertex 0 1.5\n", "s.stl:5: facet 0, vertex 1: expected its z"),
      (
        "endsolid tetrahedron of four facets\n", "",
        "s.stl:16: facet 2: expected facet, found the file's end"
      ),
    ])
  func asciiErrors(good: String, bad: String, wanted: String) throws {
    let range = try #require(Self.ascii.range(of: good))
    let text = Self.ascii.replacingCharacters(in: range, with: bad)
    let error = formatError { _ = try STL.read(file(text, "s.stl")) }
    #expect(error?.description.hasPrefix(wanted) == true, "\(error?.description ?? "")")
  }

  @Test("a binary header that promises more or less than the file has is an error, at once")
  func wrongSizes() {
    var bytes = Self.binary(tetrahedron)
    bytes.replaceSubrange(80..<84, with: [0xff, 0xff, 0xff, 0xff])
    let error = formatError { _ = try STL.read(FileBytes(bytes, name: "b.stl")) }
    #expect(
      error?.description
        == "b.stl: byte 80: header: declares 4294967295 facets, which take 214748364834 bytes, but the file has 284; the file is cut off or no STL file: copy or write it again"
    )
    #expect(error?.code == .truncated)
    let long = formatError {
      _ = try STL.read(FileBytes(Self.binary(tetrahedron) + [0], name: "b.stl"))
    }
    #expect(long?.code == .malformed)
    let short = formatError { _ = try STL.read(file("OFF\n", "b.stl")) }
    #expect(short?.description.contains("neither starts with solid") == true)
  }

  @Test("a coordinate that is not finite is named with byte and facet")
  func notFinite() {
    var mesh = tetrahedron
    mesh.positions[2].z = .infinity
    let error = formatError { _ = try STL.read(FileBytes(Self.binary(mesh), name: "b.stl")) }
    // The second corner of the first facet: 84 + 12 for the normal + 12 + 8.
    #expect(
      error?.description.hasPrefix(
        "b.stl: byte 116: facet 0, vertex 1: its z coordinate is infinite") == true)
  }

  @Test("a file without facets has no face to be read as a mesh")
  func empty() {
    for bytes in [Array("solid Empty\nendsolid Empty".utf8), Self.binary(MeshData())] {
      let error = formatError { _ = try MeshFile.read(FileBytes(bytes, name: "empty.stl")) }
      #expect(error?.code == .empty)
    }
  }

  @Test("every damaged file gives a mesh or one error")
  func damage() {
    survivesDamage(Array(Self.ascii.utf8)) { _ = try STL.read($0) }
    survivesDamage(Self.binary(tetrahedron)) { _ = try STL.read($0) }
    var mutator = Mutator("STL", tokens: ["solid", "endsolid\n", "facet", "vertex 1 2 3\n", "nan"])
    for _ in 0..<Mutator.rounds(3_000) {
      for bytes in [Array(Self.ascii.utf8), Self.binary(tetrahedron)] {
        let mutated = mutator.mutate(bytes)
        do {
          let mesh = try STL.read(FileBytes(mutated, name: "mutated"))
          #expect(mesh.faces.allSatisfy { $0.max() < Int32(mesh.positions.count) })
          #expect(mesh.positions.allSatisfy { ($0 * 0).sum() == 0 })
        } catch {
          #expect(error.file == "mutated")
        }
      }
    }
  }
}
