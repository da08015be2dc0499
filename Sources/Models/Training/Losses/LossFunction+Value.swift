extension LossFunction {
  /// The losses that a description may name, with their options.
  static let choices: [NamedOptions] = [
    NamedOptions(
      "cross_entropy", doc: "of classes",
      options: [
        BlockOption(
          "smoothing", .number(0...0.99), default: 0.0,
          doc: "share of the uniform distribution in the target"),
        BlockOption("balanced", .boolean, default: false, doc: "each class counts alike"),
        BlockOption("weights", .numbers(0...1e6), optional: true, doc: "a weight a class"),
      ], mainOption: "smoothing"),
    NamedOptions("binary_cross_entropy", doc: "a yes or no for every output"),
    NamedOptions("mse", doc: "squared difference"),
    NamedOptions("mae", doc: "absolute difference"),
    NamedOptions(
      "huber", doc: "squared difference, absolute beyond delta",
      options: [
        BlockOption(
          "delta", .number(1e-6...1e6), default: 1.0, doc: "where the square goes over into a line")
      ], mainOption: "delta"),
  ]

  /// The loss of a choice that was checked against `choices`.
  init(_ choice: BlockOptions.Selection, at path: String, problems: inout [ModelProblem]) {
    let options = choice.options
    switch choice.name {
    case "binary_cross_entropy": self = .binaryCrossEntropy
    case "mse": self = .meanSquaredError
    case "mae": self = .meanAbsoluteError
    case "huber": self = .huber(delta: options.number("delta"))
    default:
      let given = options.numbers("weights")
      if options.boolean("balanced") && !given.isEmpty {
        problems.append(
          ModelProblem("\(path).cross_entropy", "write either balanced or weights, not both"))
      }
      self = .crossEntropy(
        smoothing: options.number("smoothing"),
        weights: options.boolean("balanced") ? .balanced : given.isEmpty ? .none : .given(given))
    }
  }

  /// The loss in the model language.
  var value: ModelValue {
    switch self {
    case .crossEntropy(let smoothing, .none):
      ["cross_entropy": ["smoothing": .number(smoothing)]]
    case .crossEntropy(let smoothing, .balanced):
      ["cross_entropy": ["smoothing": .number(smoothing), "balanced": true]]
    case .crossEntropy(let smoothing, .given(let weights)):
      [
        "cross_entropy": [
          "smoothing": .number(smoothing), "weights": .list(weights.map { .number($0) }),
        ]
      ]
    case .binaryCrossEntropy: "binary_cross_entropy"
    case .meanSquaredError: "mse"
    case .meanAbsoluteError: "mae"
    case .huber(let delta): ["huber": ["delta": .number(delta)]]
    }
  }
}
