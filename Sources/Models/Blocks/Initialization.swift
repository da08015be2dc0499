public import Autodiff
public import Numerics

/// How the elements of a parameter begin.
public enum Initialization: String, Hashable, Sendable, CaseIterable {
  /// Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010, eq. 16).
  case glorotUniform = "glorot_uniform"
  /// Normal with variance 2 / (fan in + fan out) (Glorot & Bengio 2010).
  case glorotNormal = "glorot_normal"
  /// Uniform in ±√(6 / fan in), for rectifiers (He et al. 2015, eq. 10).
  case heUniform = "he_uniform"
  /// Normal with variance 2 / fan in, for rectifiers (He et al. 2015, eq. 10).
  case heNormal = "he_normal"
  /// All 0.
  case zeros
  /// All 1.
  case ones

  /// The names of those that draw weights, for options of blocks.
  package static let weightNames = [glorotUniform, glorotNormal, heUniform, heNormal].map(
    \.rawValue)

  /// A tensor of the given shape, drawn from `stream` in row-major order.
  ///
  /// - Parameter shape: the last two axes are inputs × outputs; those before them are taps of a kernel, which multiply both fans.
  public func tensor<Scalar: TensorScalar>(
    shape: [Int], from stream: inout RandomStream
  ) -> Tensor<Scalar> {
    let taps = shape.dropLast(2).reduce(1, *)
    let fanOut = Double(taps * (shape.last ?? 1))
    let fanIn = Double(shape.count > 1 ? taps * shape[shape.count - 2] : shape.last ?? 1)
    let count = shape.reduce(1, *)
    switch self {
    case .zeros: return Tensor(zeros: shape)
    case .ones: return Tensor(repeating: 1, shape: shape)
    case .glorotUniform:
      return Self.uniform(count, bound: (6 / (fanIn + fanOut)).squareRoot(), shape, &stream)
    case .heUniform: return Self.uniform(count, bound: (6 / fanIn).squareRoot(), shape, &stream)
    case .glorotNormal:
      return Self.normal(count, deviation: (2 / (fanIn + fanOut)).squareRoot(), shape, &stream)
    case .heNormal: return Self.normal(count, deviation: (2 / fanIn).squareRoot(), shape, &stream)
    }
  }

  private static func uniform<Scalar: TensorScalar>(
    _ count: Int, bound: Double, _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    Tensor(shape: shape, (0..<count).map { _ in Scalar((2 * stream.uniform() - 1) * bound) })
  }

  private static func normal<Scalar: TensorScalar>(
    _ count: Int, deviation: Double, _ shape: [Int], _ stream: inout RandomStream
  ) -> Tensor<Scalar> {
    Tensor(shape: shape, (0..<count).map { _ in Scalar(stream.normal() * deviation) })
  }
}

extension BlockOption {
  /// The option that names a weight's initialization.
  package static func initialization(default value: Initialization) -> BlockOption {
    BlockOption(
      "initialization", .choice(Initialization.weightNames), default: .string(value.rawValue),
      doc: "how the weights begin")
  }
}

extension BlockOptions {
  /// The value of the option `initialization`.
  package var initialization: Initialization {
    Initialization(rawValue: text("initialization")) ?? .glorotUniform
  }
}
