import Autodiff

extension PointwiseFunction {
  /// The function as what a linear layer ends with, in one pass over its results.
  var ofLinear: Activation {
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
}
