internal import Artifacts
internal import Geometry
internal import Pipeline

/// `export.mesh`: a mesh file with values at its vertices.
enum ExportMesh: StageKind {
  static let name = "export.mesh"
  static let version = 2
  static let summary = "A mesh file whose vertices carry fields and are coloured by one of them."
  static let inputs = [
    InputPort("mesh", .artifacts(["mesh"]), doc: "The surface."),
    InputPort(
      "fields", .artifacts(["field", "eigenbasis", "labels", "array"]), .many,
      doc: """
        Values at its vertices, as properties in PLY. The names given to them become the properties' names, with \
        _0, _1, … behind them where there are several channels.
        """),
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

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.map {
      OutputPort($0.name, $0.type, fileExtension: parameters.string("format"), doc: $0.doc)
    }
  }

  static func run(_ context: StageContext) throws {
    var export = MeshExport(mesh: try context.read(TriangleMesh.self, "mesh"))
    for field in try context.readers("fields") {
      try export.add(field.reader, name: propertyName(field.name))
    }
    let format = context.parameters.string("format")
    let bytes = try export.bytes(
      as: format, coloring: context.parameters.optionalString("color"), file: "mesh.\(format)")
    try context.commitFile(bytes: bytes, to: "file")
  }

  /// The name of an item as a word that viewers take: `heat.distance` becomes `heat_distance`.
  private static func propertyName(_ item: String) -> String {
    String(item.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
  }
}
