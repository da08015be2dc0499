public import Autodiff

/// The equivariant linear layer of a set: every point gets its own part and the same part of all.
public struct DeepSet: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "deepset",
    summary: "Equivariant linear layer of a set, y = x A + pool(x) B + b, pool over the item.",
    generic: GenericUse("linear", on: [.nodes], in: [.set]), supports: [.nodes],
    symmetries: SetPool.claims,
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "pool", .choice(["mean", "sum", "max"]), default: "mean",
        doc: "how the points of an item are joined"),
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels", hasParameters: true,
    paper: "Zaheer et al., Deep sets, NeurIPS 2017, arXiv 1703.06114, eq. 4 and appendix H")

  private let channels: ChannelCount
  private let pool: SetPool
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    pool = SetPool(options.text("pool"))
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Weights A and B `[c, k]` and bias `[k]`.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    for name in ["own", "all"] {
      site.parameter(name, shape: [site.input.channels, count], initialization)
    }
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(channels: count)
  }

  /// `[points, c]` → `[points, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let segments = try pass.items(of: x).segments
    // b goes to the few rows of items rather than to all points.
    let shared = pool.joined(x, over: segments).linear(
      weights: pass.parameter("all"), bias: bias ? pass.parameter("bias") : nil)
    return .dense(x.matmul(pass.parameter("own")) + shared.spread(over: segments))
  }
}
