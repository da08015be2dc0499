internal import Artifacts
internal import Geometry
internal import Pipeline

/// `load.points`: points from a file.
enum LoadPoints: StageKind {
  static let name = "load.points"
  static let version = 1
  static let summary = "Points from an XYZ file, or the vertices of a PLY, OFF, OBJ or STL file."
  static let inputs = [
    InputPort("points", .files, doc: "The file, plain or gzip-compressed.")
  ]
  static let outputs = [
    OutputPort("points", "mesh", doc: "A mesh of the points in the file's order, without faces.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "format", .choice(["auto"] + PointFile.formats), default: "auto",
      doc: "The file's format; auto takes it from the name's extension.")
  ]

  static func resolve(_ invocation: StageInvocation) -> [String: ParameterValue] {
    guard invocation.parameters.string("format") == "auto",
      let path = invocation.connections("points").first?.path,
      let format = PointFile.format(ofName: path)
    else { return [:] }
    return ["format": .string(format)]
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    guard invocation.parameters.string("format") == "auto" else { return [] }
    return [
      StageProblem(
        at: .input("points"), "the name does not tell the format",
        remedy: "set `format` to one of \(PointFile.formats.joined(separator: ", "))")
    ]
  }

  static func run(_ context: StageContext) throws {
    let points = try PointFile.read(
      context.fileBytes("points"), format: context.parameters.string("format"))
    try context.write(TriangleMesh(positions: points, faces: []), to: "points")
  }
}
