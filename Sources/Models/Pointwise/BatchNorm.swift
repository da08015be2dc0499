public import Autodiff

/// Normalizes each channel over all points and items of the batch; a trained model uses running statistics.
///
/// The numbers of a regular field's channel share their statistics, scale and shift, as its symmetry exchanges them.
public struct BatchNorm: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "batchnorm",
    summary: "Normalizes each channel over points and items of the batch; scales and shifts it.",
    generic: GenericUse("norm", on: Support.Kind.allCases), supports: Support.Kind.allCases,
    fieldTypes: [.scalar, .regular], symmetries: BlockDeclaration.allExact,
    options: [
      BlockOption("epsilon", .number(1e-12...1), default: 1e-5, doc: "added to the variance"),
      BlockOption(
        "momentum", .number(0...1), default: 0.1,
        doc: "weight of the newest batch in the running statistics"),
    ], hasParameters: true,
    paper: "Ioffe & Szegedy, Batch normalization, ICML 2015, arXiv 1502.03167")

  private let epsilon: Double
  private let momentum: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    epsilon = options.number("epsilon")
    momentum = options.number("momentum")
  }

  /// Scale and shift, and the running mean and variance as buffers, `[c]` each.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let shape = [site.input.channels]
    site.parameter("scale", shape: shape, .ones, decays: false)
    site.parameter("shift", shape: shape, .zeros, decays: false)
    site.buffer("mean", shape: shape, .zeros)
    site.buffer("variance", shape: shape, .ones)
    return site.input
  }

  /// `[…, c × copies]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let copies = pass.placed.input.type.dimension
    func repeated(_ numbers: Variable<Scalar>) -> Variable<Scalar> {
      copies == 1 ? numbers : numbers.repeated(copies)
    }
    let scale = repeated(pass.parameter("scale")), shift = repeated(pass.parameter("shift"))
    let mean = pass.buffer("mean"), variance = pass.buffer("variance")
    guard pass.isTraining else {
      return .dense(
        x.normalized(
          mean: repeated(pass.tape.constant(mean)).value,
          variance: repeated(pass.tape.constant(variance)).value, scale: scale, shift: shift,
          epsilon: epsilon))
    }
    let batch = x.batchNormalized(scale: scale, shift: shift, epsilon: epsilon, copies: copies)
    let points = Double(x.value.count / max(1, mean.count))
    // A batch of graphs without nodes tells nothing of the data.
    guard points > 0 else { return .dense(batch.output) }
    let unbiased = points > 1 ? points / (points - 1) : 1
    pass.setBuffer("mean", moved(mean, towards: first(copies, batch.mean), scale: 1))
    pass.setBuffer(
      "variance", moved(variance, towards: first(copies, batch.variance), scale: unbiased))
    return .dense(batch.output)
  }

  /// The first of every `copies` numbers.
  private func first<Scalar: TensorScalar>(
    _ copies: Int, _ numbers: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    copies == 1 ? numbers : numbers.slice(axis: 0, 0..<numbers.count, step: copies)
  }

  private func moved<Scalar: TensorScalar>(
    _ running: Tensor<Scalar>, towards newest: Tensor<Scalar>, scale: Double
  ) -> Tensor<Scalar> {
    var result = running
    result.scale(by: Scalar(1 - momentum))
    result.add(newest, scaledBy: Scalar(momentum * scale))
    return result
  }
}
