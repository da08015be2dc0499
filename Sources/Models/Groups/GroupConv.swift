public import Autodiff

/// Convolution over shifts and a finite group of turns and mirrors: to a regular field, from a scalar one (the lifting) or
/// a regular one.
public struct GroupConv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "groupconv",
    summary:
      "Convolution over shifts, turns and mirrors: filters moved by every element of the symmetry's point group.",
    generic: GenericUse("linear", on: [.grid], for: [.p4, .p4m]), supports: [.grid],
    domains: [.grid], fieldTypes: [.scalar, .regular], outputTypes: [.regular],
    symmetries: [.init(.p4, .conditional(condition)), .init(.p4m, .conditional(condition))],
    options: [
      BlockOption(
        "channels", .channels,
        doc: "output channels, each with a number for every element of the group"),
      BlockOption(
        "size", .integer(1...63), default: 3, doc: "height and width of the window in pixels"),
      BlockOption("stride", .integer(1...63), default: 1, doc: "pixels between windows"),
      BlockOption(
        "padding", .choice(GridWindow.Edge.allCases.map(\.rawValue)), default: "same",
        doc:
          "same: zeros around, output as large as the input over the stride; valid: none; circular: the grid goes round"
      ),
      BlockOption(
        "bias", .boolean, default: true, doc: "whether a bias is added, one for each channel"),
      .initialization(default: .heUniform),
    ], mainOption: "channels", hasParameters: true,
    paper: "Cohen & Welling, Group equivariant convolutional networks, ICML 2016, arXiv 1602.07576")

  private static let condition =
    "for turns and mirrors about the grid's centre, and for shifts as of conv"

  private let channels: ChannelCount
  private let window: GridWindow
  private let bias: Bool
  private let initialization: Initialization
  private let banks = GroupFilterBanks()

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    window = GridWindow(
      size: options.integer("size"), stride: options.integer("stride"), dilation: 1,
      edge: GridWindow.Edge(rawValue: options.text("padding")) ?? .same)
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// The stride.
  public var gridStep: Int { window.stride }

  /// The window's cells and those between its taps.
  public var gridReach: Int { window.reachAtBorder }

  /// Weight `[size, size, c, copies, k]` and bias `[k]`; refused where the windows do not lie symmetrically on the grid or
  /// the field is regular of another group.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    // A model of another symmetry has been refused already.
    let group = site.symmetry.pointGroup ?? .c1
    if case .regular(let other) = site.input.type, other != group {
      site.refuse(
        "is fed a regular field of \(other), but the model's symmetry \(site.symmetry) has the point group \(group)"
      )
    }
    window.refuseAsymmetry(at: &site)
    site.parameter(
      "weight",
      shape: [window.size, window.size, site.input.channels, site.input.type.dimension, count],
      initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(.regular(group), channels: count).on(window.support(at: &site))
  }

  /// `[items, h, w, c × copies]` → `[items, h′, w′, k × order]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let weight = pass.parameter("weight")
    guard case .regular(let group) = pass.placed.output.type else {
      preconditionFailure("\(pass.placed.place) hands on no regular field")
    }
    let bank = banks.bank(
      group, size: window.size, inputs: weight.shape[2], outputs: weight.shape[4],
      isLifting: pass.placed.input.type == .scalar)
    let options = Convolution2D(
      stride: Extent2D(height: window.stride, width: window.stride),
      padding: window.edge == .same ? .same : .valid)
    return .dense(
      (window.edge == .circular ? window.wrapped(x) : x).convolution2d(
        weights: bank.filters(weight),
        bias: bias ? bank.repeated(pass.parameter("bias")) : nil, options))
  }
}
