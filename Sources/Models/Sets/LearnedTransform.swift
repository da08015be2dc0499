public import Autodiff

/// A linear map of the channels that is read off each item: PointNet's transform network.
///
/// It begins as the identity.
public struct LearnedTransform: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "transform",
    summary:
      "x (I + T) with a matrix T for each item, made by the blocks inside and a last linear map.",
    supports: [.nodes], symmetries: SetPool.claims,
    options: [
      BlockOption(
        "blocks", .blocks,
        doc: "what makes one vector an item of its points; a readout must be among them")
    ], mainOption: "blocks", hasParameters: true,
    paper: "Qi, Su, Mo & Guibas, PointNet, CVPR 2017, arXiv 1612.00593, section 4.2 and appendix C")

  private let blocks: ModelValue

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) { blocks = options.value("blocks") }

  /// Places the blocks inside; a map `[k, c²]` and its bias, both zero at first, make T of the k channels they hand on.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let inner = site.nest(blocks, option: "blocks")
    if inner.support != .whole {
      site.refuse(
        "the blocks inside hand on \(inner), but T is one an item; end them with - readout: max",
        option: "blocks")
    }
    let size = site.input.channels.map { $0 * $0 }
    site.parameter("weight", shape: [inner.channels, size], .zeros)
    site.parameter("bias", shape: [size], .zeros, decays: false)
    return site.input
  }

  /// `[points, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let items = try pass.items(of: x)
    let width = x.shape[1]
    let matrices = try pass.applyNested(input).dense(on: pass.tape).linear(
      weights: pass.parameter("weight"), bias: pass.parameter("bias")
    ).reshaped(to: [items.count, width, width])
    return .dense(x + x.padded(items: items).matmul(matrices).unpadded(items: items))
  }
}
