internal import Artifacts
internal import Geometry
internal import Pipeline

/// `load.mesh`: a triangle mesh from a file.
enum LoadMesh: StageKind {
  static let name = "load.mesh"
  static let version = 1
  static let summary =
    "A triangle mesh from an OFF, OBJ, PLY or STL file; polygons are split into fans."
  static let inputs = [
    InputPort("mesh", .files, doc: "The mesh file, plain or gzip-compressed.")
  ]
  static let outputs = [OutputPort("mesh", "mesh", doc: "The triangle mesh.")]
  static let parameters = [
    ParameterDeclaration(
      "format", .choice(["auto"] + MeshFile.Format.allCases.map(\.rawValue)), default: "auto",
      doc: "The file's format; auto takes it from the name's extension.")
  ]

  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    guard invocation.parameters.string("format") == "auto",
      let path = invocation.connections("mesh").first?.path,
      let format = MeshFile.format(ofName: path)
    else { return [:] }
    return ["format": .string(format.rawValue)]
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.string("format") == "auto" else { return [] }
    let formats = MeshFile.Format.allCases.map(\.rawValue).joined(separator: ", ")
    return [
      StageProblem(
        at: .input("mesh"), "the name does not tell the format",
        remedy: "set `format` to one of \(formats)")
    ]
  }

  static func run(_ context: StageContext) throws {
    let format = MeshFile.Format(rawValue: context.parameters.string("format"))
    let data = try MeshFile.read(context.fileBytes("mesh"), format: format)
    try context.write(
      TriangleMesh(positions: data.positions, faces: data.faces), to: "mesh")
  }
}
