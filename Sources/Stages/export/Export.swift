internal import Artifacts
internal import Pipeline

/// `export`: any artifact as a file of a common format.
enum Export: StageKind {
  static let name = "export"
  static let version = 1
  static let summary = "An artifact as a file: NumPy, CSV, JSON, PLY and so on, by its type."
  static let inputs = [InputPort("artifact", .anything, doc: "What to write.")]
  static let outputs = [
    OutputPort("file", "file", doc: "The file; `save: {file: PATH}` puts it in place.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "format", .string,
      doc: "The file name's extension: npy, npz, safetensors, csv, json, ply, obj, off.")
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let format = invocation.parameters.string("format")
    guard let type = invocation.connections("artifact").first?.type,
      let known = ArtifactCatalogue.type(named: type)?.exportExtensions,
      known != ["*"], !known.contains(format)
    else { return [] }
    return [
      .parameter(
        "format", message: "an artifact of type \(type) cannot be written as '\(format)'",
        remedy: "use \(known.joined(separator: ", "))")
    ]
  }

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.map {
      OutputPort($0.name, $0.type, fileExtension: parameters.string("format"), doc: $0.doc)
    }
  }

  static func run(_ context: StageContext) throws {
    let bytes = try ArtifactExport.bytes(
      of: context.reader("artifact"), for: "artifact.\(context.parameters.string("format"))")
    try context.commitFile(bytes: bytes, to: "file")
  }
}
