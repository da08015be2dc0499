import Autodiff

/// What correlations over sphere and rotations share: localized filters, a bandwidth that may fall, a bias.
struct HarmonicLayer {
  private let channels: ChannelCount
  private let bandwidth: Int?
  private let filter: LocalizedFilter
  private let bias: Bool
  private let initialization: Initialization

  static let exactness = BlockDeclaration.Exactness.conditional(
    "for fields of the grid's bandwidth")

  static func options(turns: Bool) -> [BlockOption] {
    [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "bandwidth", .integer(1...64), optional: true,
        doc: "bandwidth of the result, at most that of the input, which it is if not given"),
      BlockOption(
        "rings", .integer(1...64), default: 3, doc: "circles of filter points about the pole"),
      BlockOption("spokes", .integer(1...128), default: 8, doc: "filter points of a circle"),
    ]
      + (turns
        ? [
          BlockOption(
            "turns", .integer(1...128), default: 8,
            doc: "turns about the axis at each point of the filter")
        ] : [])
      + [
        BlockOption(
          "reach", .number(0.1...180), default: 22.5,
          doc: "radius of the filter's outermost circle in degrees"),
        BlockOption("bias", .boolean, default: true, doc: "whether a bias is added"),
        .initialization(default: .heUniform),
      ]
  }

  init(_ options: BlockOptions, turns: Int?) {
    channels = options.channels("channels")
    bandwidth = options.has("bandwidth") ? options.integer("bandwidth") : nil
    filter = LocalizedFilter(
      rings: options.integer("rings"), spokes: options.integer("spokes"), turns: turns,
      reach: options.number("reach"))
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  func prepare(_ site: inout BlockSite, bandwidth input: Int?) -> FieldSignature {
    let count = site.count(channels)
    if let input, let bandwidth, bandwidth > input {
      site.refuse(
        "a field of bandwidth \(input) has none of \(bandwidth); take \(input) or less",
        option: "bandwidth")
    }
    site.parameter(
      "weight", shape: [filter.pointCount, site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(channels: count).on(.rotations(bandwidth: bandwidth ?? input))
  }

  /// The grid of what `correlation` makes of degrees and filters' spectra, with the bias.
  func apply<Scalar: TensorScalar>(
    _ pass: BlockPass<Scalar>, from input: Int,
    _ correlation: (_ degrees: Int, _ filters: Variable<Scalar>) -> Variable<Scalar>
  ) -> Variable<Scalar> {
    let degrees = bandwidth ?? input
    let filters = filter.spectra(pass.parameter("weight"), degrees: degrees)
    let field = correlation(degrees, filters).inverseRotationFourier(bandwidth: degrees)
    return bias ? field + pass.parameter("bias") : field
  }
}
