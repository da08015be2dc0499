public import Autodiff

/// Learned heat flow and a mixture of the channels: y = Φ exp(−λ t) Φᵀ M x W + b with a time of its own for each channel.
public struct Heat: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "heat",
    summary: "Heat flow of every channel for a time that is learned, then y = x W + b.",
    generic: GenericUse("linear", on: [.nodes], in: [.mesh], for: [.isometry]),
    supports: [.nodes], domains: [.mesh, .graph],
    symmetries: [.init(.isometry), .init(.gauge), .init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      HeatTimes.option,
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels", operators: [HeatTimes.requirement], hasParameters: true,
    paper: HeatTimes.paper + ", eq. 6")

  private let channels: ChannelCount
  private let times: HeatTimes
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    times = HeatTimes(options)
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Square roots of times `[c]`, weight `[c, k]`, bias `[k]`, and the eigenbasis.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    times.prepare(&site)
    site.parameter("weight", shape: [site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    return site.input.with(channels: count)
  }

  /// `[vertices, c]` → `[vertices, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    .dense(
      times.diffused(input.dense(on: pass.tape), pass).linear(
        weights: pass.parameter("weight"), bias: bias ? pass.parameter("bias") : nil))
  }
}

/// The learned times of heat flow: squares of a parameter, so that they never become negative.
struct HeatTimes {
  static let paper =
    "Sharp, Attaiki, Crane & Ovsjanikov, DiffusionNet: discretization agnostic learning on surfaces, ACM TOG 2022, arXiv 2012.00888"
  static let option = BlockOption(
    "time", .number(1e-12...1e12), default: 0.1,
    doc: "largest time at the start, in squares of the length unit; times begin between 0 and it")
  static let requirement = OperatorRequirement(
    role: "basis", kinds: [.eigenbasis], doc: "eigenvectors and eigenvalues of the Laplacian")

  private let largest: Double

  init(_ options: BlockOptions) { largest = options.number("time") }

  func prepare(_ site: inout BlockSite) {
    site.parameter(
      "roots", shape: [site.input.channels], .uniform(bound: largest.squareRoot()), decays: false)
    site.needOperator("basis", level: site.input.support.level)
  }

  func diffused<Scalar>(_ x: Variable<Scalar>, _ pass: BlockPass<Scalar>) -> Variable<Scalar> {
    pass.basis("basis").diffused(x, times: pass.parameter("roots").power(2))
  }
}
