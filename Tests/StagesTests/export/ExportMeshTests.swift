import Artifacts
import Geometry
import Numerics
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct ExportMeshTests {
  private let trial: Trial
  private let mesh: TriangleMesh
  private let surface: [StageTrial.Input]
  /// A field of rising values, one a vertex.
  private let height: [Double]

  init() throws {
    trial = try Trial()
    mesh = try MeshPrimitives.icosphere(subdivisions: 1)
    surface = try artifact(trial.store(mesh))
    height = mesh.positions.map(\.z)
  }

  private func field(_ name: String, _ values: [Double]) throws -> StageTrial.Input {
    .artifact(try trial.store(FieldArtifact(name: "field", values: values)), name: name)
  }

  private func export(
    _ fields: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> ArtifactReference {
    let inputs = ["mesh": surface, "fields": fields]
    return try #require(trial.run("export.mesh", parameters, inputs)["file"])
  }

  private func bytes(
    _ fields: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> [UInt8] {
    try trial.read(StoredFile.self, export(fields, parameters)).bytes
  }

  private func header(_ bytes: [UInt8]) -> [String] {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).lazy.map {
      String(decoding: $0, as: UTF8.self)
    }
    return Array(lines.prefix { $0 != "end_header" })
  }

  @Test func `the names given to fields become properties`() throws {
    let count = mesh.vertexCount
    let basis = try Eigenbasis(
      values: [0, 1, 2], vectors: DenseMatrix(rows: count, columns: 3, repeating: 0.5))
    let vectors = StageTrial.Input.artifact(try trial.store(basis), name: "modes")
    let lines = header(try bytes([field("heat.distance", height), vectors]))
    let doubles = lines.filter { $0.hasPrefix("property double ") }
    let properties = doubles.map { String($0.dropFirst(16)) }
    #expect(properties == ["x", "y", "z", "heat_distance", "modes_0", "modes_1", "modes_2"])
    #expect(lines.contains("element vertex \(count)"))
    #expect(lines.contains("property uchar red"))
  }

  @Test func `every vertex carries its value`() throws {
    let squares = height.map { $0 * $0 }
    let bytes = try bytes([field("a", height), field("b", squares)])
    // A vertex has three coordinates, three colours and two properties; a face 13 bytes.
    let size = 3 * 8 + 3 + 2 * 8
    let start = bytes.count - mesh.faceCount * 13 - mesh.vertexCount * size
    func value(_ vertex: Int, _ property: Int) -> Double {
      let place = start + vertex * size + 27 + 8 * property
      let word = bytes[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Double(bitPattern: word)
    }
    for vertex in 0..<mesh.vertexCount {
      #expect(value(vertex, 0) == height[vertex])
      #expect(value(vertex, 1) == squares[vertex])
    }
  }

  @Test(arguments: ["ply", "obj", "off"])
  func `the coloured file still holds the mesh`(format: String) throws {
    let file = try export([field("height", height)], ["format": .string(format)])
    let loaded = try trial.run(
      "load.mesh", ["format": .string(format)], ["mesh": artifact(file)])["mesh"]
    let found = try trial.read(TriangleMesh.self, loaded)
    #expect(Bool(found == mesh))
    #expect(try export([], ["format": .string(format)]).digest != file.digest)
  }

  @Test func `the first field colours unless another is named`() throws {
    let fields = [try field("a", height), try field("b", height.map { -$0 })]
    let first = try export(fields).digest
    #expect(try export(fields, ["color": "a"]).digest == first)
    #expect(try export(fields, ["color": "b"]).digest != first)
  }

  private func failure(
    _ fields: [StageTrial.Input], _ parameters: ParameterValue = [:]
  ) throws -> String {
    try trial.failure("export.mesh", parameters, ["mesh": surface, "fields": fields])
  }

  @Test func `fields that do not fit the mesh or each other are refused`() throws {
    let short = try failure([field("short", [1, 2, 3])])
    #expect(short.contains("field \"short\" has 3 rows, but the mesh has 42 vertices"), "\(short)")
    let twice = try failure([field("a.b", height), field("a_b", height)])
    #expect(twice.contains("field \"a_b\": another vertex property has the same name"), "\(twice)")
    let unknown = try failure([field("height", height)], ["color": "heigth"])
    #expect(unknown.contains("did you mean \"height\"?"), "\(unknown)")
    #expect(try failure([], ["format": "stl"]).contains("'stl' is none of the choices"))
  }
}
