internal import Artifacts
internal import Autodiff
internal import Models
internal import Pipeline

/// `load.model`: a trained model from a file of parameters.
enum LoadModel: StageKind {
  static let name = "load.model"
  static let version = 1
  static let summary = """
    A model from a safetensors file: one that was exported from a store, or parameters from elsewhere for a description.
    """
  static let inputs = [
    InputPort(
      "parameters", .files,
      doc: "The file: every parameter under its path, such as blocks.1.linear.weight.")
  ]
  static let outputs = [
    OutputPort("model", "model", doc: "Description, signature and parameters.")
  ]
  static let parameters = [
    ParameterDeclaration(
      "model", .structure, default: .null,
      doc: "Domain, symmetry, input fields and blocks; the file's own when not given."),
    ParameterDeclaration(
      "signature", .structure, default: .null,
      doc:
        "What the model is built for: {channels: {features: 1433}, classNames: [a, b]}, on a grid with gridShape: [28, 28]; the file's own when not given."
    ),
  ]

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let model = invocation.parameters.structure("model")
    guard model != .null else { return [] }
    return ModelDescription.problems(in: ModelValue(model)).map { problem in
      StageProblem(
        at: .parameter(ParameterPath("model", modelPath: problem.path)), problem.message)
    }
  }

  static func run(_ context: StageContext) throws {
    let source = try context.fileBytes("parameters")
    let file = try Safetensors(source)
    let model = try Model(
      ModelDescription(part("model", context, file, source.name)),
      signature: InputSignature(part("signature", context, file, source.name)),
      parameters: Model.parameters(in: file))
    try context.write(model, to: "model")
  }

  /// A part of the model as the parameter gives it, or as the file's metadata do.
  private static func part(
    _ name: String, _ context: StageContext, _ file: Safetensors, _ path: String
  ) throws -> ModelValue {
    let given = context.parameters.structure(name)
    if given != .null { return ModelValue(given) }
    let key = name == "model" ? Model.descriptionKey : Model.signatureKey
    guard let text = file.text(key) else {
      throw FormatError(
        .missing, file: path, element: "metadata", problem: "hold no '\(key)'",
        remedy: "give the parameter `\(name)`, or a file that `meridian export` wrote")
    }
    return try ModelValue(json: text)
  }
}
