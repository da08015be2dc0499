package import Autodiff

/// A function of one number that acts on every channel of scalar fields.
public enum PointwiseFunction: String, Sendable, CaseIterable {
  /// max(x, 0).
  case relu
  /// x, or 0.01 x below 0.
  case leakyrelu
  /// x, or eˣ − 1 below 0 (Clevert et al. 2016).
  case elu
  /// x Φ(x), exact (Hendrycks & Gimpel 2016).
  case gelu
  /// x σ(x) (Elfwing et al. 2018).
  case silu
  /// Hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// log(1 + eˣ).
  case softplus

  /// The formula, for documentation.
  package var formula: String {
    switch self {
    case .relu: "max(x, 0)"
    case .leakyrelu: "x, or 0.01 x below 0"
    case .elu: "x, or exp(x) − 1 below 0"
    case .gelu: "x Φ(x) with the normal distribution's Φ"
    case .silu: "x / (1 + exp(−x))"
    case .tanh: "tanh(x)"
    case .sigmoid: "1 / (1 + exp(−x))"
    case .softplus: "log(1 + exp(x))"
    }
  }

  /// The function of every element.
  package func callAsFunction<Scalar: TensorScalar>(_ x: Variable<Scalar>) -> Variable<Scalar> {
    switch self {
    case .relu: x.relu()
    case .leakyrelu: x.leakyRelu()
    case .elu: x.elu()
    case .gelu: x.gelu()
    case .silu: x.silu()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .softplus: x.softplus()
    }
  }
}
