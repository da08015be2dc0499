extension Initialization {
  /// The initializations that a description may name for weights, with their options.
  static let choices: [NamedOptions] = [
    NamedOptions("glorot_uniform", doc: "uniform, variance 2 / (fan in + fan out)"),
    NamedOptions("glorot_normal", doc: "normal, variance 2 / (fan in + fan out)"),
    NamedOptions("he_uniform", doc: "uniform, variance 2 / fan in"),
    NamedOptions("he_normal", doc: "normal, variance 2 / fan in"),
    NamedOptions("lecun_uniform", doc: "uniform, variance 1 / fan in"),
    NamedOptions("lecun_normal", doc: "normal, variance 1 / fan in"),
    NamedOptions(
      "uniform", doc: "uniform between two bounds",
      options: [BlockOption("bound", .number(0...1e6), doc: "largest magnitude")],
      mainOption: "bound"),
    NamedOptions(
      "normal", doc: "normal", options: [deviation], mainOption: "deviation"),
    NamedOptions(
      "truncated_normal", doc: "normal within two deviations", options: [deviation],
      mainOption: "deviation"),
    NamedOptions(
      "orthogonal", doc: "orthonormal rows or columns",
      options: [BlockOption("gain", .number(0...1e6), default: 1.0, doc: "factor")],
      mainOption: "gain"),
    NamedOptions("identity", doc: "each output its input"),
    NamedOptions(
      "constant", doc: "one value",
      options: [BlockOption("value", .number(-1e6...1e6), doc: "the value")], mainOption: "value"),
    NamedOptions("zeros", doc: "all 0"),
    NamedOptions("ones", doc: "all 1"),
  ]

  private static let deviation = BlockOption(
    "deviation", .number(0...1e6), default: 0.02, doc: "standard deviation")

  /// The initialization of a choice that was checked against `choices`.
  init(_ choice: BlockOptions.Selection) {
    let options = choice.options
    switch choice.name {
    case "glorot_normal": self = .glorotNormal
    case "he_uniform": self = .heUniform
    case "he_normal": self = .heNormal
    case "lecun_uniform": self = .lecunUniform
    case "lecun_normal": self = .lecunNormal
    case "uniform": self = .uniform(bound: options.number("bound"))
    case "normal": self = .normal(deviation: options.number("deviation"))
    case "truncated_normal": self = .truncatedNormal(deviation: options.number("deviation"))
    case "orthogonal": self = .orthogonal(gain: options.number("gain"))
    case "identity": self = .identity
    case "constant": self = .constant(options.number("value"))
    case "zeros": self = .zeros
    case "ones": self = .ones
    default: self = .glorotUniform
    }
  }

  /// The initialization in the model language.
  var value: ModelValue {
    switch self {
    case .glorotUniform: "glorot_uniform"
    case .glorotNormal: "glorot_normal"
    case .heUniform: "he_uniform"
    case .heNormal: "he_normal"
    case .lecunUniform: "lecun_uniform"
    case .lecunNormal: "lecun_normal"
    case .uniform(let bound): ["uniform": .number(bound)]
    case .normal(let deviation): ["normal": .number(deviation)]
    case .truncatedNormal(let deviation): ["truncated_normal": .number(deviation)]
    case .orthogonal(let gain): gain == 1 ? "orthogonal" : ["orthogonal": .number(gain)]
    case .identity: "identity"
    case .constant(let value): ["constant": .number(value)]
    case .zeros: "zeros"
    case .ones: "ones"
    case .part(let whole, let inputs, let outputs):
      ["part": ["of": whole.value, "inputs": .integer(inputs), "outputs": .integer(outputs)]]
    case .groups(let groups): ["groups": .list(groups.map(\.value))]
    case .chrono(let longest, let factors):
      ["chrono": ["longest": .number(longest), "factors": .list(factors.map { .number($0) })]]
    }
  }
}

extension BlockOption {
  /// The option that says how a block's weights begin.
  package static func initialization(default value: Initialization) -> BlockOption {
    BlockOption(
      "initialization", .selection(Initialization.choices), default: value.value,
      doc: "how the weights begin")
  }
}

extension BlockOptions {
  /// The value of the option `initialization`.
  package var initialization: Initialization {
    selection("initialization").map { Initialization($0) } ?? .glorotUniform
  }
}
