public import Autodiff

/// Puts beside every point's channels those of its whole item, so that what is said of a point knows the item it is of.
public struct GlobalConcat: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "globalconcat",
    summary:
      "Puts beside each point's channels their maximum (mean, sum) over the item, [x, pool(x)].",
    supports: [.nodes], symmetries: SetPool.claims,
    options: [
      BlockOption(
        "pool", .choice(["max", "mean", "sum"]), default: "max",
        doc: "how the points of an item are joined"),
      BlockOption(
        "blocks", .blocks, optional: true,
        doc: "blocks whose result is joined in the place of x; they stay on the points"),
    ], mainOption: "pool",
    paper: "Qi, Su, Mo & Guibas, PointNet, CVPR 2017, arXiv 1612.00593, section 4.2")

  private let pool: SetPool
  private let blocks: ModelValue

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    pool = SetPool(options.text("pool"))
    blocks = options.value("blocks")
  }

  /// Hands on the channels of a point and those of its item.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    var joined = site.input
    if blocks != .null {
      joined = site.nest(blocks, option: "blocks")
      if joined.support != site.input.support || joined.type != site.input.type {
        site.refuse(
          "the blocks inside hand on \(joined), but it joins what lives on \(site.input.support); leave out poolings and readouts",
          option: "blocks")
      }
    }
    guard let own = site.input.channels, let all = joined.channels else {
      return site.input.with(channels: nil)
    }
    return site.input.with(channels: own + all)
  }

  /// `[points, c]` → `[points, c + k]`, k channels of what is joined.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let segments = try pass.items(of: x).segments
    let inner = blocks == .null ? x : try pass.applyNested(input).dense(on: pass.tape)
    let joined = pool.joined(inner, over: segments).spread(over: segments)
    return .dense(concatenate([x, joined], axis: 1))
  }
}
