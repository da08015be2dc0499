extension LearningRateSchedule {
  private static let factor = BlockOption(
    "factor", .number(0...1), default: 0.1, doc: "what the step size is multiplied by")
  private static let minimum = BlockOption(
    "minimum", .number(0...1000), default: 0.0, doc: "smallest step size")

  /// The schedules that a description may name, with their options.
  static let choices: [NamedOptions] = [
    NamedOptions("constant", doc: "the learning rate as it is"),
    NamedOptions(
      "step", doc: "times a factor every so many epochs",
      options: [
        BlockOption("every", .integer(1...1_000_000), doc: "epochs between changes"), factor,
      ], mainOption: "every"),
    NamedOptions(
      "multistep", doc: "times a factor after each of some epochs",
      options: [
        BlockOption("at", .integers(1...1_000_000), doc: "epochs, ascending"), factor,
      ], mainOption: "at"),
    NamedOptions(
      "exponential", doc: "times a factor an epoch",
      options: [BlockOption("factor", .number(0.0001...1), doc: "factor of an epoch")],
      mainOption: "factor"),
    NamedOptions(
      "cosine", doc: "down half a cosine wave to the last epoch", options: [minimum],
      mainOption: "minimum"),
    NamedOptions(
      "restarts", doc: "half cosine waves, one after the other",
      options: [
        BlockOption("period", .integer(1...1_000_000), doc: "epochs of the first wave"),
        BlockOption(
          "growth", .number(1...100), default: 1.0, doc: "length of a wave over that before"),
        minimum,
      ], mainOption: "period"),
    NamedOptions(
      "linear", doc: "down a straight line to the last epoch", options: [minimum],
      mainOption: "minimum"),
    NamedOptions(
      "polynomial", doc: "down a power of the remaining time",
      options: [
        BlockOption("power", .number(0.01...100), default: 2.0, doc: "the power"), minimum,
      ], mainOption: "power"),
    NamedOptions(
      "plateau", doc: "times a factor when validation stops getting better",
      options: [
        factor,
        BlockOption(
          "patience", .integer(1...1_000_000), default: 10, doc: "epochs without a better one"),
        minimum,
      ], mainOption: "patience"),
  ]

  /// The schedule of a choice that was checked against `choices`.
  init(_ choice: BlockOptions.Selection) {
    let options = choice.options
    switch choice.name {
    case "step": self = .step(every: options.integer("every"), factor: options.number("factor"))
    case "multistep":
      self = .multistep(at: options.integers("at").sorted(), factor: options.number("factor"))
    case "exponential": self = .exponential(factor: options.number("factor"))
    case "cosine": self = .cosine(minimum: options.number("minimum"))
    case "restarts":
      self = .restarts(
        period: options.integer("period"), growth: options.number("growth"),
        minimum: options.number("minimum"))
    case "linear": self = .polynomial(power: 1, minimum: options.number("minimum"))
    case "polynomial":
      self = .polynomial(power: options.number("power"), minimum: options.number("minimum"))
    case "plateau":
      self = .plateau(
        factor: options.number("factor"), patience: options.integer("patience"),
        minimum: options.number("minimum"))
    default: self = .constant
    }
  }

  /// The schedule in the model language.
  var value: ModelValue {
    switch self {
    case .constant: "constant"
    case .step(let every, let factor):
      ["step": ["every": .integer(every), "factor": .number(factor)]]
    case .multistep(let epochs, let factor):
      ["multistep": ["at": .list(epochs.map { .integer($0) }), "factor": .number(factor)]]
    case .exponential(let factor): ["exponential": ["factor": .number(factor)]]
    case .cosine(let minimum): ["cosine": ["minimum": .number(minimum)]]
    case .restarts(let period, let growth, let minimum):
      [
        "restarts": [
          "period": .integer(period), "growth": .number(growth), "minimum": .number(minimum),
        ]
      ]
    case .polynomial(let power, let minimum):
      ["polynomial": ["power": .number(power), "minimum": .number(minimum)]]
    case .plateau(let factor, let patience, let minimum):
      [
        "plateau": [
          "factor": .number(factor), "patience": .integer(patience), "minimum": .number(minimum),
        ]
      ]
    }
  }
}
