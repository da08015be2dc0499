import Autodiff

/// What correlations over sphere and rotations share: what they declare, localized filters, a bandwidth that may fall, a bias.
struct HarmonicLayer {
  private let channels: ChannelCount
  private let bandwidth: Int?
  private let filter: LocalizedFilter
  private let bias: Bool
  private let initialization: Initialization

  /// The declaration of a correlation from fields on a support; filters have turns where points of it do.
  static func declaration(
    name: String, summary: String, on support: Support.Kind, turns: Bool
  ) -> BlockDeclaration {
    BlockDeclaration(
      name: name, summary: summary, generic: GenericUse("linear", on: [support]),
      supports: [support], domains: [.sphere],
      symmetries: [.init(.rotation, .conditional("for fields of the grid's bandwidth"))],
      options: options(turns: turns), mainOption: "channels", hasParameters: true,
      paper: "Cohen, Geiger, Köhler & Welling, Spherical CNNs, ICLR 2018, arXiv 1801.10130")
  }

  private static func options(turns: Bool) -> [BlockOption] {
    let circles = [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "bandwidth", .integer(1...64), optional: true,
        doc: "bandwidth of the result, at most that of the input, which it is if not given"),
      BlockOption(
        "rings", .integer(1...64), default: 3, doc: "circles of filter points about the pole"),
      BlockOption("spokes", .integer(1...128), default: 8, doc: "filter points of a circle"),
    ]
    let turning = BlockOption(
      "turns", .integer(1...128), default: 8,
      doc: "turns about the axis at each point of the filter")
    return circles + (turns ? [turning] : []) + [
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

  /// Weight `[points, c, k]` and bias `[k]`; refused where the bandwidth grows.
  func prepare(_ site: inout BlockSite) -> FieldSignature {
    let input: Int?
    switch site.input.support {
    case .sphere(let bandwidth), .rotations(let bandwidth): input = bandwidth
    default: return site.input
    }
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

  /// `[items, 2b, …, c]` → `[items, 2b′, 2b′, 2b′, k]`: what `correlation` makes of the field and the filters' spectra up to a
  /// degree, on the grid, with the bias.
  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>,
    _ correlation: (
      _ field: Variable<Scalar>, _ degrees: Int, _ filters: Variable<Scalar>
    ) -> Variable<Scalar>
  ) -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let degrees = bandwidth ?? x.shape[1] / 2
    let filters = filter.spectra(pass.parameter("weight"), degrees: degrees)
    let field = correlation(x, degrees, filters).inverseRotationFourier(bandwidth: degrees)
    return .dense(bias ? field + pass.parameter("bias") : field)
  }
}
