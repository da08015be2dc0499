internal import Geometry
internal import Pipeline

/// `make.warped_recall`: sequences whose time is warped.
enum MakeWarpedRecall: StageKind {
  static let name = "make.warped_recall"
  static let version = 1
  static let summary = """
    Sequences of characters that last several steps each, or are padded with blanks; the character before the present \
    one is asked for (Tallec & Ollivier 2018).
    """
  static let inputs: [InputPort] = []
  static let outputs = SequenceOutputs.ports
  static let parameters =
    [
      ParameterDeclaration(
        "steps", .integer(2...1_000_000), default: 500, unit: "steps",
        doc: "Length of a sequence, at which it is cut; more than `longest`."),
      ParameterDeclaration(
        "characters", .integer(3...256), default: 10, unit: "characters",
        doc: "Size of the alphabet with the blank."),
      ParameterDeclaration(
        "longest", .integer(1...100_000), default: 10, unit: "steps",
        doc: "The most steps a character lasts."),
      ParameterDeclaration(
        "warping", .choice(WarpedRecallOptions.Warping.allCases.map(\.rawValue)),
        default: "variable",
        doc: "uniform: every character lasts `longest` steps; variable: each from 1 to `longest`."),
      ParameterDeclaration(
        "filling", .choice(WarpedRecallOptions.Filling.allCases.map(\.rawValue)),
        default: "repeats",
        doc: """
          What stands at the further steps of a character: the character (time is warped), or the blank (time is padded).
          """),
      ParameterDeclaration(
        "answer", .choice(["last", "steps"]), default: "last",
        doc: """
          last: at the end of a sequence alone, the character before its last one; steps: at every step the character \
          before the present one, and the blank where a blank stands.
          """),
    ] + PartSizes.declarations(train: 10_000, validation: 1_000, test: 1_000, unit: "sequences")
  static let isSeeded = true

  static func check(_ invocation: StageInvocation) -> [StageProblem] {
    let parameters = invocation.parameters
    guard parameters.integer("longest") >= parameters.integer("steps") else { return [] }
    return [
      .parameter(
        "longest", message: "leaves no room for a second character",
        remedy: "make it less than `steps`, \(parameters.integer("steps"))")
    ]
  }

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let sizes = PartSizes(parameters)
    let options = WarpedRecallOptions(
      steps: parameters.integer("steps"), characters: parameters.integer("characters"),
      longest: parameters.integer("longest"), warping: context.option("warping", or: .variable),
      filling: context.option("filling", or: .repeats))
    let made = try WarpedRecall(count: sizes.total, options: options, seed: context.seed)
    try SequenceOutputs(
      names: ["blank"] + (1..<options.characters).map { "\($0)" }, steps: options.steps,
      sequences: made.sequences,
      answers: parameters.string("answer") == "last" ? made.lastAnswers : made.answers, sizes: sizes
    ).write(to: context)
  }
}
