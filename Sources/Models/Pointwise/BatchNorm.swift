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
    BatchStatistics.prepare(&site, channels: site.input.channels)
    return site.input
  }

  /// `[…, c × copies]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let statistics = BatchStatistics(
      epsilon: epsilon, momentum: momentum, copies: pass.placed.input.type.dimension)
    return .dense(statistics.normalize(input.dense(on: pass.tape), pass))
  }
}
