public import Autodiff

/// Convolution on a grid: the linear map of its neighbourhood that is the same at every pixel.
public struct Conv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "conv", summary: "Convolution: the same linear map of the window around every pixel.",
    generic: GenericUse("linear", on: [.grid], for: [.translation]), supports: [.grid],
    symmetries: [
      .init(
        .translation,
        .conditional(
          "for shifts by multiples of the stride, everywhere with circular padding, else in the interior"
        ))
    ],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "size", .integer(1...63), default: 3, doc: "height and width of the window in pixels"),
      BlockOption("stride", .integer(1...63), default: 1, doc: "pixels between windows"),
      BlockOption(
        "dilation", .integer(1...63), default: 1, doc: "pixels between taps of the window"),
      BlockOption(
        "groups", .integer(1...65_536), default: 1,
        doc: "parts of the channels that do not see each other; as many as channels is depthwise"),
      BlockOption(
        "padding", .choice(GridWindow.Edge.allCases.map(\.rawValue)), default: "same",
        doc:
          "same: zeros around, output as large as the input over the stride; valid: none; circular: the grid goes round"
      ),
      BlockOption("bias", .boolean, default: true, doc: "whether a bias is added"),
      .initialization(default: .heUniform),
    ], mainOption: "channels", hasParameters: true,
    paper: "LeCun et al., Gradient-based learning applied to document recognition, 1998")

  private let channels: ChannelCount
  private let window: GridWindow
  private let groups: Int
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    window = GridWindow(
      size: options.integer("size"), stride: options.integer("stride"),
      dilation: options.integer("dilation"),
      edge: GridWindow.Edge(rawValue: options.text("padding")) ?? .same)
    groups = options.integer("groups")
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// The stride.
  public var gridStep: Int { window.stride }

  /// The window's cells and those between its taps.
  public var gridReach: Int { window.reachAtBorder }

  /// Weight `[size, size, c / groups, k]` and bias `[k]`; refused if the groups do not divide both channels.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    let input = site.input.channels
    if input.map({ $0 % groups != 0 }) ?? false || count.map({ $0 % groups != 0 }) ?? false {
      let described = [input, count].map { $0.map(String.init) ?? "an unknown number of" }
      site.refuse(
        "\(groups) groups do not divide \(described[0]) input and \(described[1]) output channels; take a divisor of both",
        option: "groups")
      return site.input.with(channels: count).on(window.support(at: &site))
    }
    site.parameter(
      "weight", shape: [window.size, window.size, input.map { $0 / groups }, count],
      initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(channels: count).on(window.support(at: &site))
  }

  /// `[items, h, w, c]` → `[items, h′, w′, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let options = Convolution2D(
      stride: Extent2D(height: window.stride, width: window.stride),
      padding: window.edge == .same ? .same : .valid,
      dilation: Extent2D(height: window.dilation, width: window.dilation), groups: groups)
    return .dense(
      (window.edge == .circular ? window.wrapped(x) : x).convolution2d(
        weights: pass.parameter("weight"), bias: bias ? pass.parameter("bias") : nil, options))
  }
}
