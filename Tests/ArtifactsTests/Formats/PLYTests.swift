import Artifacts
import Testing

@Suite("PLY files")
struct PLYTests {
  private static let header = """
    comment a quad with everything around it
    obj_info none
    element sensor 1
    property list ushort float samples
    property double gain
    element vertex 4
    property uchar red
    property float x
    property double y
    property list char short tags
    property float z
    element face 1
    property uchar kind
    property list LENGTH INDEX vertex_indices
    property float quality
    element edge 1
    property int vertex1
    end_header

    """
  private let expected = MeshData(
    positions: [SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0.5), SIMD3(0, 1, 0)],
    faces: [SIMD3(0, 1, 2), SIMD3(0, 2, 3)])

  private static func header(_ format: String, _ length: String, _ index: String) -> String {
    "ply\nformat \(format) 1.0\n"
      + header.replacing("LENGTH", with: length).replacing("INDEX", with: index)
  }

  @Test("ascii with extra elements, list properties and comments gives positions and triangles")
  func ascii() throws {
    let data = """
      2 0.5 0.25 1.0
      255 0 0 0 0
      255 1 0 2 7 -7 0
      255 1 1 1 3 0.5
      255 0 1 0 0
      9 4 0 1 2 3 0.75
      5

      """
    let text = Self.header("ascii", "uchar", "int") + data
    #expect(try PLY.read(file(text)) == expected)
    #expect(try PLY.read(file(text.replacing("\n", with: "\r\n"))) == expected)
  }

  @Test(
    "binary of both byte orders and every integer type gives the same mesh",
    arguments: [true, false],
    [
      ("uchar", "int"), ("char", "uint"), ("ushort", "short"), ("int", "ushort"), ("uint", "uchar"),
      ("short", "char"),
    ])
  func binary(isBig: Bool, types: (String, String)) throws {
    let bytes = Self.binaryFile(isBig, types.0, types.1)
    #expect(try PLY.read(FileBytes(bytes, name: "b")) == expected)
  }

  private static func binaryFile(_ isBig: Bool, _ length: String, _ index: String) -> [UInt8] {
    var bytes = Array(
      header(isBig ? "binary_big_endian" : "binary_little_endian", length, index).utf8)
    func add(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: isBig ? value.bigEndian : value.littleEndian) { bytes += $0 }
    }
    func add(_ value: Int, as type: String) {
      switch type {
      case "char", "uchar": add(UInt8(value))
      case "short", "ushort": add(UInt16(value))
      default: add(UInt32(value))
      }
    }
    func single(_ value: Float) { add(value.bitPattern) }
    func double(_ value: Double) { add(value.bitPattern) }
    add(UInt16(2))
    single(0.5)
    single(0.25)
    double(1)
    let rows: [(Float, Double, [Int16], Float)] = [
      (0, 0, [], 0), (1, 0, [7, -7], 0), (1, 1, [3], 0.5), (0, 1, [], 0),
    ]
    for (x, y, tags, z) in rows {
      add(UInt8(255))
      single(x)
      double(y)
      add(UInt8(tags.count))
      for tag in tags { add(tag) }
      single(z)
    }
    add(UInt8(9))
    add(4, as: length)
    for corner in 0..<4 { add(corner, as: index) }
    single(0.75)
    add(UInt32(5))
    return bytes
  }

  @Test("a written file has the header viewers expect and reads back, fields and colours beside")
  func written() throws {
    let values = [0.0, 0.25, 0.5, 1]
    let bytes = try PLYWriter.write(
      tetrahedron,
      properties: [
        .init(name: "distance to source", values: values),
        .init(name: "s", values: values, isSingle: true),
      ],
      colors: ColorMap.colors(of: values))
    let header = """
      ply
      format binary_little_endian 1.0
      element vertex 4
      property double x
      property double y
      property double z
      property uchar red
      property uchar green
      property uchar blue
      property double distance_to_source
      property float s
      element face 4
      property list uchar int vertex_indices
      end_header

      """
    #expect(bytes.starts(with: Array(header.utf8)))
    #expect(bytes.count == header.utf8.count + 4 * (24 + 3 + 12) + 4 * 13)
    #expect(try PLY.read(FileBytes(bytes, name: "w")) == tetrahedron)
  }

  @Test("fields of another length, or two of one name, are refused")
  func writerChecks() {
    let short = formatError {
      _ = try PLYWriter.write(tetrahedron, properties: [.init(name: "d", values: [1, 2])])
    }
    #expect(short?.problem == "has 2 values for 4 vertices")
    let twice = formatError {
      _ = try PLYWriter.write(
        tetrahedron,
        properties: [
          .init(name: "a b", values: [1, 2, 3, 4]), .init(name: "a-b", values: [1, 2, 3, 4]),
          .init(name: "a_b", values: [1, 2, 3, 4]),
        ])
    }
    #expect(twice?.element == "field \"a_b\"")
  }

  @Test("a truncated file is an error that names the element, ascii and binary")
  func truncated() throws {
    let whole = try PLYWriter.write(tetrahedron)
    let cut = formatError { _ = try PLY.read(FileBytes(Array(whole.dropLast(20)), name: "t.ply")) }
    #expect(cut?.code == .truncated)
    #expect(cut?.element == "face 2")
    #expect(cut?.remedy == "the file is cut off: copy or write it again")
    let text =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0\n1.25 0 0\n0 1.5"
    let ascii = formatError { _ = try PLY.read(file(text, "t.ply")) }
    #expect(
      ascii?.description.hasPrefix(
        "t.ply:12: vertex 2: the file ends here, but the header declares 3 of element vertex")
        == true)
    let lie = formatError {
      _ = try PLY.read(file(text.replacing("vertex 3", with: "vertex 99999999999"), "t.ply"))
    }
    #expect(lie?.element == "element vertex")
  }

  @Test("NaN coordinates are refused, naming vertex and line or byte")
  func nonFinite() throws {
    var mesh = tetrahedron
    mesh.positions[2].y = .nan
    let binary = formatError { _ = try PLY.read(FileBytes(PLYWriter.write(mesh), name: "n.ply")) }
    #expect(binary?.element == "vertex 2")
    #expect(binary?.problem == "its y coordinate is NaN")
    let header =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nend_header\n"
    let ascii = formatError { _ = try PLY.read(file(header + "0 0 0\n0 0 nan\n0 1 0\n", "n.ply")) }
    #expect(ascii?.description.hasPrefix("n.ply:9: vertex 1: its z coordinate is NaN") == true)
  }

  @Test("faces that name a vertex out of range, and headers that make no sense, are refused")
  func malformed() {
    let header =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 2\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n"
    let outside = formatError { _ = try PLY.read(file(header + "3 0 1 2\n3 0 1 3\n")) }
    #expect(outside?.element == "face 1")
    #expect(
      formatError { _ = try PLY.read(file(header + "3 0 1 2\n3 0 1 -1\n")) }?.element == "face 1")
    #expect(
      formatError { _ = try PLY.read(file(header + "3 0 1 2\n2 0 1\n")) }?.element == "face 1")
    let cases = [
      ("float x", "quad x", "unknown type"), ("ascii", "text", "unknown format"),
      ("list uchar", "list float", "length type"), ("float y", "float w", "no property y"),
      ("vertex_indices", "corners", "no integer list"),
      ("element vertex 3", "element vertex -3", "element NAME COUNT"),
      ("end_header", "endheader", "unknown keyword"),
    ]
    for (good, bad, message) in cases {
      let error = formatError {
        _ = try PLY.read(file((header + "3 0 1 2\n3 0 2 1\n").replacing(good, with: bad)))
      }
      #expect(error?.problem.contains(message) == true, "\(bad): \(error?.description ?? "")")
    }
  }

  @Test("damaged files give a mesh or an error, never a trap")
  func damage() throws {
    let ascii =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0\n1.25 0 0\n0 1.5 0\n3 0 1 2\n"
    survivesDamage(Array(ascii.utf8)) { _ = try PLY.read($0) }
    survivesDamage(try PLYWriter.write(tetrahedron)) { _ = try PLY.read($0) }
    survivesDamage(Self.binaryFile(true, "int", "uint")) { _ = try PLY.read($0) }
  }

  @Test("the colour map is monotone in lightness, clamps, and marks what is not finite")
  func colours() {
    let luminance = stride(from: 0.0, through: 1, by: 0.05).map { value in
      let color = SIMD3<Double>(ColorMap.color(at: value))
      return 0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z
    }
    #expect(zip(luminance, luminance.dropFirst()).allSatisfy { $0 < $1 })
    #expect(ColorMap.color(at: -5) == ColorMap.color(at: 0))
    #expect(ColorMap.color(at: .infinity) == ColorMap.color(at: 1))
    let colors = ColorMap.colors(of: [-1, .nan, 3, .infinity])
    #expect(
      colors == [ColorMap.color(at: 0), ColorMap.missing, ColorMap.color(at: 1), ColorMap.missing])
    #expect(ColorMap.colors(of: [2, 2]) == [ColorMap.color(at: 0.5), ColorMap.color(at: 0.5)])
    #expect(
      ColorMap.colors(of: [-1.7e308, 1.7e308]) == [ColorMap.color(at: 0), ColorMap.color(at: 1)])
  }
}
