public import Autodiff

/// Convolution with polar filters on geodesic patches, each at the turn where it responds most (angular max pooling).
public struct GeodesicConv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "geodesicconv",
    summary: "Polar filters on geodesic patches, the largest response over their turns.",
    supports: [.nodes], domains: [.mesh],
    symmetries: [
      .init(
        .gauge,
        .approximate(
          "exact for turns by multiples of 2π / angles, else to an error that falls as 1 / angles for filters smooth around a ring"
        )),
      .init(.isometry, .conditional("where frames move along")), .init(.permutation),
    ],
    options: [
      BlockOption("channels", .channels, doc: "output channels: filters"),
      BlockOption(
        "radius", .number(1e-12...1e12),
        doc: "distance of the last ring, in length units: the radius of the patches"),
      BlockOption("rings", .integer(1...64), default: 3, doc: "rings of a filter"),
      BlockOption("angles", .integer(1...64), default: 8, doc: "places on a ring"),
      BlockOption("bias", .boolean, default: true, doc: "whether a bias is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "distance", kinds: [.geodesicDistance], doc: "distances of neighbours"),
      OperatorRequirement(
        role: "angle", kinds: [.geodesicAngle], doc: "directions of neighbours in the frames"),
    ], hasParameters: true,
    paper:
      "Masci, Boscaini, Bronstein & Vandergheynst, Geodesic convolutional neural networks on Riemannian manifolds, 2015, arXiv 1501.06297, section 3"
  )

  private let channels: ChannelCount
  private let patch: PolarPatch
  private let bias: Bool
  private let initialization: Initialization
  /// How many turns are tried between two places of a ring.
  private var turnsAPlace = 1

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    let radius = options.number("radius")
    patch = PolarPatch(
      rings: options.integer("rings"), angles: options.integer("angles"),
      radius: radius > 0 ? radius : 1)
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// The largest response over four times as many turns.
  public var refined: (any Block)? {
    var finer = self
    finer.turnsAPlace = 4 * turnsAPlace
    return finer
  }

  /// Filters `[rings, angles, c, k]`, bias `[k]`, and the patches.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    site.parameter(
      "filter", shape: [patch.rings, patch.angles, site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    for role in ["distance", "angle"] {
      site.needOperator(role, level: site.input.support.level)
    }
    return site.input.with(channels: count)
  }

  /// A product and a sum for each channel and bin of the patch.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "filter").map { Double(2 * $0[0] * $0[1] * $0[2]) }
  }

  /// `[vertices, c]` → `[vertices, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let (distances, angles) = (pass.operator("distance"), pass.operator("angle"))
    let weights = try distances.derived("\(patch)", from: [angles]) {
      try patch.weights(distances: distances, directions: angles)
    }
    let x = input.dense(on: pass.tape)
    func responses(_ weights: Tensor<Scalar>) -> Variable<Scalar> {
      patch.responses(
        distances.pattern.moments(x, weights: pass.tape.constant(weights)),
        filter: pass.parameter("filter"))
    }
    var found = responses(weights)
    for turn in 1..<max(1, turnsAPlace) {
      let angle = 2 * Double.pi * Double(turn) / Double(patch.angles * turnsAPlace)
      found = maximum(
        found,
        responses(try patch.weights(distances: distances, directions: angles, turn: angle)))
    }
    return .dense(bias ? found + pass.parameter("bias") : found)
  }
}
