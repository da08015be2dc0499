internal import Artifacts
internal import Models
internal import Pipeline

/// `load.array`: numbers of any shape from a file.
enum LoadArray: StageKind {
  static let name = "load.array"
  static let version = 1
  static let summary = """
    An array of numbers, a field or labels from a NumPy file (.npy, .npz), a safetensors file or an IDX file.
    """
  static let inputs = [
    InputPort("array", .files, doc: "The file: .npy, .npz, .safetensors or IDX; .gz is read too.")
  ]
  static let outputs = [
    OutputPort("array", "array", doc: "The array as it is, where `as` is array."),
    OutputPort(
      "field", "field",
      doc: "Its rows as values at nodes or vertices, where `as` is field: [n] or [n, channels]."),
    OutputPort(
      "labels", "labels",
      doc: "Its whole numbers as classes from 0, where `as` is labels; −1 is hidden."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "as", .choice(["array", "field", "labels"]), default: "array", doc: "What the array becomes."),
    ParameterDeclaration(
      "array", .string, default: .null,
      doc: "The array's name in a .npz or .safetensors; may be left out when it holds one."),
    ParameterDeclaration(
      "name", .string, default: "values", doc: "The field's name, where `as` is field."),
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    outputs.filter { $0.name == parameters.string("as") }
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let source = try context.fileBytes("array")
    let array = try ArrayFile.read(source, array: parameters.optionalString("array")) { names in
      "set `array` to one of: \(names)"
    }
    switch parameters.string("as") {
    case "field":
      guard array.shape.count == 1 || array.shape.count == 2, array.shape.last != 0 else {
        throw FormatError(
          .malformed, file: source.name, problem: "holds an array of shape \(array.shape)",
          remedy: "a field is [n] or [n, channels]")
      }
      try context.write(
        FieldArtifact(
          name: parameters.string("name"), values: array.doubles,
          channels: array.shape.count == 2 ? array.shape[1] : 1), to: "field")
    case "labels":
      try context.write(
        Labels(array, items: nil, file: source.name, canHide: true), to: "labels")
    default: try context.write(array, to: "array")
    }
  }
}
