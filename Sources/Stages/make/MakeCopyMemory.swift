internal import Geometry
internal import Pipeline

/// `make.copy_memory`: sequences to be told again after a time.
enum MakeCopyMemory: StageKind {
  static let name = "make.copy_memory"
  static let version = 1
  static let summary = """
    Sequences of characters to be told again after a signal that comes at a fixed time, or at one drawn for each \
    (Arjovsky et al. 2016; Henaff et al. 2016).
    """
  static let inputs: [InputPort] = []
  static let outputs = SequenceOutputs.ports
  static let parameters =
    [
      ParameterDeclaration(
        "length", .integer(1...100_000), default: 10, unit: "characters",
        doc: "Characters to be told again."),
      ParameterDeclaration(
        "delay", .integer(1...800_000), default: 500, unit: "steps",
        doc: "T: from the last character to the signal; sequences have T + 2 × `length` steps."),
      ParameterDeclaration(
        "letters", .integer(2...254), default: 8, unit: "characters",
        doc: "Characters that are told again; blank and signal stand beside them."),
      ParameterDeclaration(
        "delays", .choice(["fixed", "variable"]), default: "variable",
        doc:
          "fixed: the signal comes after T steps; variable: after 1 to T, drawn for each sequence."),
      ParameterDeclaration(
        "answer", .choice(["first", "steps"]), default: "steps",
        doc: """
          steps: at every step the character to be told, or the blank; first: at the end of a sequence alone, its \
          first character.
          """),
    ] + PartSizes.declarations(train: 10_000, validation: 1_000, test: 1_000, unit: "sequences")
  static let isSeeded = true

  static func run(_ context: StageContext) throws {
    let parameters = context.parameters
    let sizes = PartSizes(parameters)
    let options = CopyMemoryOptions(
      length: parameters.integer("length"), delay: parameters.integer("delay"),
      letters: parameters.integer("letters"), isVariable: parameters.string("delays") == "variable")
    let made = try CopyMemory(count: sizes.total, options: options, seed: context.seed)
    let firsts = (0..<sizes.total).map { made.sequences[$0 * options.steps] }
    try SequenceOutputs(
      names: ["blank"] + (1...options.letters).map { "\($0)" } + ["signal"], steps: options.steps,
      sequences: made.sequences,
      answers: parameters.string("answer") == "first" ? firsts : made.answers, sizes: sizes
    ).write(to: context)
  }
}
