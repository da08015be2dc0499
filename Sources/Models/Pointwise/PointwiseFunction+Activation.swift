import Autodiff

extension PointwiseFunction {
  /// The function as one that a linear layer ends with, applied while its result is in cache.
  var activation: Activation {
    switch self {
    case .relu: .relu
    case .leakyrelu: .leakyRelu(slope: 0.01)
    case .elu: .elu(alpha: 1)
    case .gelu: .gelu
    case .silu: .silu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    }
  }

  /// The option of a block that chooses a function for the networks inside it.
  static func option(_ name: String = "activation", default value: PointwiseFunction) -> BlockOption
  {
    BlockOption(
      name, .choice(PointwiseFunction.allCases.map(\.rawValue)), default: .string(value.rawValue),
      doc: "the function between the layers inside")
  }

  /// What the option was set to.
  init(_ options: BlockOptions, _ name: String = "activation") {
    self = PointwiseFunction(rawValue: options.text(name)) ?? .relu
  }
}
