internal import Artifacts
internal import Autodiff
internal import Models
internal import Pipeline

/// `predict`: what a trained model says of data.
enum Predict: StageKind {
  static let name = "predict"
  static let version = 1
  static let summary =
    "The class and the class probabilities, or the numbers, that a trained model gives to every item."
  static let inputs = [
    InputPort("model", .artifacts(["model"]), doc: "A trained model."),
    ModelPorts.features,
    ModelPorts.graphs,
    ModelPorts.operators,
  ]
  static let outputs = [
    OutputPort(
      "predictions", "table",
      doc: "Item, class and the probability of each class, or the numbers; CSV, NPZ."),
    OutputPort(
      "probabilities", "array",
      doc: "Float32 [items, classes], rows summing to 1; unless `predicts` is numbers."),
    OutputPort(
      "values", "array", doc: "Float32 [items, outputs]; only if `predicts` is numbers."),
  ]
  static let parameters = [
    ParameterDeclaration(
      "predicts", .choice(["classes", "numbers"]), default: "classes",
      doc: "What the model was trained to predict.")
  ]

  static func outputs(for parameters: Parameters, connected: Set<String>) -> [OutputPort] {
    let other = parameters.string("predicts") == "numbers" ? "probabilities" : "values"
    return outputs.filter { $0.name != other }
  }

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    ModelPorts.problems(invocation)
  }

  static func run(_ context: StageContext) throws {
    let model = try context.read(Model.self, "model")
    let input = try ModelPorts.input(context, for: model.description)
    let isNumeric = context.parameters.string("predicts") == "numbers"
    guard isNumeric == (model.signature.targetCount != nil) else {
      throw StageInputError(
        "the model predicts \(isNumeric ? "classes" : "numbers"); write `predicts: \(isNumeric ? "classes" : "numbers")`"
      )
    }
    if isNumeric { return try predictNumbers(context, model, input) }
    let probabilities = try model.probabilities(
      input, checksNumerics: context.checksNumerics, checkCancellation: context.checkCancellation)
    let (values, names) = (probabilities.scalars, model.signature.classNames)
    let guesses = probabilities.argmaxRows()
    var columns = [
      Table.Column("item", .integers(guesses.indices.map(Int64.init))),
      Table.Column("class", .texts(guesses.map { names[Int($0)] })),
    ]
    for (index, name) in names.enumerated() {
      let column = stride(from: index, to: values.count, by: names.count).map { Double(values[$0]) }
      columns.append(.init("probability_\(name)", .numbers(column)))
    }
    try context.write(Table(columns), to: "predictions")
    try context.write(
      NumberArray(values, shape: [guesses.count, names.count]), to: "probabilities")
  }

  private static func predictNumbers(
    _ context: StageContext, _ model: Model, _ input: ModelInput
  ) throws {
    let output = try model.logits(
      input, checksNumerics: context.checksNumerics, checkCancellation: context.checkCancellation)
    let found = model.signature.numbers(from: output)
    let (values, width) = (found.scalars, found.shape[1])
    let columns = (0..<width).map { index in
      Table.Column(
        "value_\(index)",
        .numbers(stride(from: index, to: values.count, by: width).map { Double(values[$0]) }))
    }
    let items = Table.Column("item", .integers((0..<found.shape[0]).map(Int64.init)))
    try context.write(Table([items] + columns), to: "predictions")
    try context.write(NumberArray(values, shape: found.shape), to: "values")
  }
}
