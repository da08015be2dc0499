internal import Artifacts
internal import Geometry
internal import Pipeline

/// `make.adding_problem`: sequences of which two numbers are to be added.
enum MakeAddingProblem: StageKind {
  static let name = "make.adding_problem"
  static let version = 1
  static let summary = """
    Sequences of numbers with two marks, one in either half; the sum of the marked numbers is asked for \
    (Hochreiter & Schmidhuber 1997).
    """
  static let inputs: [InputPort] = []
  static let outputs = [
    OutputPort(
      "sequences", "array",
      doc: """
        Float32 [items, steps, 2]: a number, uniform from 0 to 1, and its mark, 0 or 1. The training part, then \
        validation and test.
        """),
    OutputPort(
      "targets", "array",
      doc: "Float32 [items, 1]: the sums; always to say 1 leaves a mean squared error of 1/6."),
    OutputPort("split", "split", doc: "The items of each part."),
  ]
  static let parameters =
    [
      ParameterDeclaration(
        "steps", .integer(2...1_000_000), default: 500, unit: "steps", doc: "Length of a sequence.")
    ] + PartSizes.declarations(train: 10_000, validation: 1_000, test: 1_000, unit: "sequences")
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let sizes = PartSizes(context.parameters)
    let steps = context.parameters.integer("steps")
    let made = try AddingProblem(count: sizes.total, steps: steps, seed: context.seed)
    try context.write(
      NumberArray(made.sequences, shape: [sizes.total, steps, 2]), to: "sequences")
    try context.write(NumberArray(made.sums, shape: [sizes.total, 1]), to: "targets")
    try context.write(sizes.split(), to: "split")
  }
}
