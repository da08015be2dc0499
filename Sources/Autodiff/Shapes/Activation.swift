internal import Numerics

/// A function that a linear layer ends with.
public enum Activation: Sendable, Hashable {
  /// None.
  case identity
  /// max(x, 0).
  case relu
  /// x, or `slope` · x below 0.
  case leakyRelu(slope: Double)
  /// x, or `alpha` (eˣ − 1) below 0; alpha is at least 0.
  case elu(alpha: Double)
  /// x Φ(x), in its exact form.
  case gelu
  /// x / (1 + e⁻ˣ).
  case silu
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// ln(1 + eˣ).
  case softplus

  /// The function on the side of kernels, its constant, and whether its slope can be told from its result.
  var kernel: (function: Kernels.Unary?, parameter: Double, keepsResult: Bool) {
    switch self {
    case .identity: (nil, 0, true)
    case .relu: (.relu, 0, true)
    case .leakyRelu(let slope): (.leakyRelu, slope, false)
    case .elu(let alpha): (.elu, alpha, true)
    case .gelu: (.gelu, 0, false)
    case .silu: (.silu, 0, false)
    case .tanh: (.tanh, 0, true)
    case .sigmoid: (.sigmoid, 0, true)
    case .softplus: (.softplus, 0, false)
    }
  }
}
