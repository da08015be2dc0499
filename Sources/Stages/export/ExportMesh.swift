internal import Artifacts
internal import Geometry
internal import Pipeline

/// `export.mesh`: a mesh file with values at its vertices.
enum ExportMesh: StageKind {
  static let name = "export.mesh"
  static let version = 1
  static let summary = "A mesh file whose vertices carry fields and are coloured by one of them."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface."),
    InputPort(
      "fields", .artifacts(["field", "eigenbasis", "labels", "array"]), .many,
      doc: "Values at its vertices: properties in PLY; given names become the properties' names."),
  ]
  static let outputs = [
    OutputPort("file", "file", doc: "The file; `save: {file: PATH}` puts it in place.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "format", .choice(["ply", "obj", "off"]), default: "ply",
      doc: "PLY is binary and holds every field; OBJ and OFF hold colours alone."),
    ParameterDeclaration(
      "color", .string, default: .null,
      doc: "The property to colour by, such as distance or phi_1; the first when not given."),
  ]

  static func run(_ context: StageContext) throws {
    var export = MeshExport(mesh: try context.read(TriangleMesh.self, "mesh"))
    for field in try context.readers("fields") { try export.add(field.reader) }
    let format = context.parameters.string("format")
    let bytes = try export.bytes(
      as: format, coloring: context.parameters.optionalString("color"), file: "mesh.\(format)")
    try context.commitFile(bytes: bytes, to: "file")
  }
}
