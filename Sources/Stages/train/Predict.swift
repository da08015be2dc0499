internal import Artifacts
internal import Autodiff
internal import Models
internal import Pipeline

/// `predict`: what a trained model says of data.
enum Predict: StageKind {
  static let name = "predict"
  static let version = 1
  static let summary =
    "The class and the class probabilities that a trained model gives to every item."
  static let inputs = [
    InputPort("model", .artifacts(["model"]), doc: "A trained model."),
    ModelPorts.features,
    ModelPorts.operators,
  ]
  static let outputs = [
    OutputPort(
      "predictions", "table", doc: "Item, class and the probability of each class; CSV, NPZ."),
    OutputPort("probabilities", "array", doc: "Float32 [items, classes]; rows sum to 1."),
  ]
  static let parameters: [ParameterDeclaration] = []

  static func run(_ context: StageContext) throws {
    let model = try context.read(Model.self, "model")
    let input = try ModelPorts.input(context, for: model.description)
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
}
