public import Autodiff

/// The same affine map of the channels at every point: y = x W + b.
///
/// On one vector an item it is the fully connected layer; on nodes and pixels it looks at no neighbour.
public struct Dense: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "dense", summary: "The same affine map of the channels at every point, y = x W + b.",
    generic: GenericUse("linear", on: [.whole]), supports: Support.Kind.allCases,
    symmetries: BlockDeclaration.allExact,
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels", hasParameters: true)

  private let channels: ChannelCount
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Weight `[c, k]` and bias `[k]`.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    site.parameter("weight", shape: [site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(channels: count)
  }

  /// `[…, c]` → `[…, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let product = input.multiplied(by: pass.parameter("weight"))
    return .dense(bias ? product + pass.parameter("bias") : product)
  }
}
