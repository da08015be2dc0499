public import Autodiff

/// Normalizes the channels of each point to mean 0 and variance 1, then scales and shifts each channel.
public struct LayerNorm: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "layernorm",
    summary:
      "Normalizes the channels at each point to mean 0 and variance 1; scales and shifts them.",
    supports: Support.Kind.allCases, symmetries: BlockDeclaration.allExact,
    options: [
      BlockOption("epsilon", .number(1e-12...1), default: 1e-5, doc: "added to the variance")
    ], hasParameters: true,
    paper: "Ba, Kiros & Hinton, Layer normalization, arXiv 1607.06450")

  private let epsilon: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { epsilon = options.number("epsilon") }

  /// Scale and shift, `[c]` each.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    site.parameter("scale", shape: [site.input.channels], .ones, decays: false)
    site.parameter("shift", shape: [site.input.channels], .zeros, decays: false)
    return site.input
  }

  /// `[…, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(
      input.dense(on: pass.tape).layerNormalized(
        scale: pass.parameter("scale"), shift: pass.parameter("shift"), epsilon: epsilon))
  }
}
