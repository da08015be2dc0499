import Artifacts
import Testing

@Suite("OFF and OBJ files")
struct MeshFormatTests {
  private let square = [SIMD3(0.0, 0, 0), SIMD3(1, 0, 0), SIMD3(1, 1, 0), SIMD3(0, 1, 0)]
  private let halves: [SIMD3<Int32>] = [SIMD3(0, 1, 2), SIMD3(0, 2, 3)]

  @Test(
    "every spelling of the same OFF square gives the same mesh",
    arguments: [
      "OFF\n4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n",
      "OFF 4 1 4\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3",
      "OFF4 1 4\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3",
      "# a square\n\nOFF # header\n# counts\n4 1\n\n0 0 0 # first\n1 0 0\n\n1 1 0\n0 1 0\n# face\n4 0 1 2 3 255 0 0\n",
      "OFF\r\n4 1 0\r\n0 0 0\r\n1 0 0\r\n1 1 0\r\n0 1 0\r\n4 0 1 2 3\r\n",
      "COFF\n4 1 0\n0 0 0 9 9 9 1\n1 0 0 9 9 9 1\n1 1 0 9 9 9 1\n0 1 0 9 9 9 1\n4  0 1\t2 3 \n",
      "NOFF\n4 2 0\n0 0 0 0 0 1\n1e0 0 0 0 0 1\n1 1.0 0 0 0 1\n0 1 0 0 0 1\n3 0 1 2\n3 0 2 3\n",
      "4 1 0\n0 0 0\n1 0 0\n1 1 0\n0 1 0\n4 0 1 2 3\n",
    ])
  func offVariants(text: String) throws {
    let mesh = try OFF.read(file(text))
    #expect(mesh == MeshData(positions: square, faces: halves))
  }

  @Test(
    "every spelling of the same OBJ square gives the same mesh",
    arguments: [
      "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n",
      "# c\nmtllib a.mtl\no square\nv 0 0 0 1 0 0\nv 1 0 0 1 0 0\nv 1 1 0 1 0 0\nv 0 1 0 1 0 0\nvt 0 0\nvn 0 0 1\ns off\nf 1/1 2/1 3/1 4/1",
      "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 3//1\nf 1//1 3//1 4//1\n",
      "  v  0\t0 0 \r\nv 1 0 0\r\nv 1 1 0\r\nv 0 1 0\r\n f -4/1/1 -3/1/1 -2/1/1 -1/1/1 # quad\r\nl 1 2\r\n",
      "v 0 0 \\\n 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 \\\n3 4\n",
      "f 1 2 3 4\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n",
    ])
  func objVariants(text: String) throws {
    let mesh = try OBJ.read(file(text))
    #expect(mesh == MeshData(positions: square, faces: halves))
  }

  @Test("OFF and OBJ written and read again are the same mesh, bit for bit")
  func roundTrip() throws {
    var mesh = tetrahedron
    mesh.positions[1] = SIMD3(0.1, -1e-300, 12345678.901234567)
    #expect(try OFF.read(FileBytes(OFF.write(mesh), name: "a")) == mesh)
    #expect(try OBJ.read(FileBytes(OBJ.write(mesh), name: "a")) == mesh)
  }

  @Test("an OBJ face that names vertex 0 is an error with file, line, face and remedy")
  func objZero() {
    let error = formatError {
      _ = try OBJ.read(file("v 0 0 0\nv 1 0 0\nv 0 1 0\n\nf 0 1 2\n", "m.obj"))
    }
    #expect(error?.code == .outOfRange)
    #expect(
      error?.description
        == "m.obj:5: face 1: names vertex 0, but OBJ numbers vertices from 1; correct the face's vertex numbers"
    )
  }

  @Test("OBJ faces beyond the last vertex, forwards or backwards, name their line")
  func objRange() {
    let vertices = "v 0 0 0\nv 1 0 0\nv 0 1 0\n"
    let over = formatError {
      _ = try OBJ.read(file(vertices + "f 1 2 3\nf 1 2 4\nf 9 9 9\n", "m.obj"))
    }
    #expect(
      over?.description.hasPrefix("m.obj:5: face 2: names vertex 4, but the file has 3 vertices")
        == true)
    let under = formatError { _ = try OBJ.read(file(vertices + "f -1 -2 -4\n")) }
    #expect(under?.place == .line(4))
    #expect(under?.problem.contains("-4") == true)
    for face in ["f 1 2", "f 1 2 x", "f 1 2 3.5", "f 1/a 2 3", "f 99999999999999999999 1 2"] {
      let error = formatError { _ = try OBJ.read(file(vertices + face + "\n")) }
      #expect(error?.place == .line(4), "\(face)")
    }
  }

  @Test("coordinates that are not finite are refused, naming vertex and line")
  func nonFinite() {
    let obj = formatError {
      _ = try OBJ.read(file("v 0 0 0\nv 0 nan 0\nv 0 1 0\nf 1 2 3\n", "m.obj"))
    }
    #expect(obj?.description.hasPrefix("m.obj:2: vertex 2: its y coordinate is NaN") == true)
    let off = formatError {
      _ = try OFF.read(file("OFF\n3 1 0\n0 0 0\n-inf 0 0\n0 1 0\n3 0 1 2\n", "m.off"))
    }
    #expect(off?.description.hasPrefix("m.off:4: vertex 1: its x coordinate is infinite") == true)
    let big = formatError {
      _ = try OFF.read(file("OFF\n3 1 0\n0 0 1e999\n1 0 0\n0 1 0\n3 0 1 2\n"))
    }
    #expect(big?.code == .notFinite)
  }

  @Test("empty and vertexless files are refused")
  func empty() {
    for text in ["", "\n\n", "# only a comment\n"] {
      #expect(formatError { _ = try OBJ.read(file(text)) }?.code == .empty)
      #expect(formatError { _ = try OFF.read(file(text)) } != nil)
    }
    #expect(
      formatError { _ = try PLY.read(file("")) }?.description
        == "test: the file is empty; write the file again")
  }

  @Test("an OFF header that promises more than the file holds is refused before allocating")
  func offLies() {
    let error = formatError { _ = try OFF.read(file("OFF\n999999999999 1 0\n0 0 0\n")) }
    #expect(error?.code == .truncated)
    let short = formatError {
      _ = try OFF.read(file("OFF\n3 1 0\n0.00 0.00 0.00\n1.000 0.000 0.000\n"))
    }
    #expect(short?.code == .truncated)
    #expect(short?.element == "vertex 2" || short?.element == "counts")
    let outside = formatError {
      _ = try OFF.read(file("OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 3\n", "m.off"))
    }
    #expect(
      outside?.description.hasPrefix("m.off:6: face 0: names vertex 3, but vertices are 0…2")
        == true)
    #expect(formatError { _ = try OFF.read(file("4OFF\n3 1 0\n")) }?.code == .unsupported)
    #expect(formatError { _ = try OFF.read(file("OFF BINARY\n123")) }?.code == .unsupported)
  }

  @Test("damaged OFF and OBJ files give a mesh or an error, never a trap")
  func damage() {
    survivesDamage(OFF.write(tetrahedron)) { _ = try OFF.read($0) }
    survivesDamage(OBJ.write(tetrahedron)) { _ = try OBJ.read($0) }
    survivesDamage(Array("v 0 0 \\\n 0\nv 1 0 0\nv 1 1 0\nf -1/1/1 -2//1 \\\n-3/1 # c\n".utf8)) {
      _ = try OBJ.read($0)
    }
  }

  @Test(
    "the format follows the extension, .gz left out; other names are refused with the known ones")
  func byExtension() throws {
    #expect(MeshFile.format(ofName: "a/b.OFF.gz") == .off)
    #expect(try MeshFile.read(FileBytes(OBJ.write(tetrahedron), name: "x.obj")) == tetrahedron)
    let error = formatError { _ = try MeshFile.read(file("x", "x.step")) }
    #expect(error?.remedy.contains(".off, .obj, .ply") == true)
    let points = formatError { _ = try MeshFile.read(file("v 0 0 0\n", "x.obj")) }
    #expect(points?.problem.contains("no face") == true)
  }
}
