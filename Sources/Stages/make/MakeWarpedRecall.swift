internal import Artifacts
internal import Geometry
internal import Models
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
  static let outputs = [
    OutputPort(
      "sequences", "array",
      doc: """
        Uint8 [items, steps, characters]: 1 at the character shown, of which 0 is the blank, and 0 elsewhere. The \
        training part, then validation and test.
        """),
    OutputPort(
      "labels", "labels",
      doc: "The answers: one an item, or one a step, item after item; see `answer`."),
    OutputPort("split", "split", doc: "The items of each part, or their steps, as in `labels`."),
  ]
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
    let width = options.characters
    var pixels = [UInt8](repeating: 0, count: made.sequences.count * width)
    for (place, character) in made.sequences.enumerated() {
      pixels[place * width + Int(character)] = 1
    }
    try context.write(
      NumberArray(pixels, shape: [sizes.total, options.steps, width]), to: "sequences")
    let isLast = parameters.string("answer") == "last"
    let answers = (isLast ? made.lastAnswers : made.answers).map { Int32($0) }
    try context.write(
      Labels(classes: answers, classNames: (0..<width).map { $0 == 0 ? "blank" : "\($0)" }),
      to: "labels")
    let parts =
      isLast
      ? sizes
      : PartSizes(
        train: sizes.train * options.steps, validation: sizes.validation * options.steps,
        test: sizes.test * options.steps)
    guard parts.total <= Int(Int32.max) else {
      throw StageInputError(
        "\(sizes.total) sequences of \(options.steps) steps have more answers than \(Int32.max); make "
          + "fewer or shorter ones")
    }
    try context.write(parts.split(), to: "split")
  }
}
