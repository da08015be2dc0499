public import Autodiff

/// A block of DiffusionNet: x + MLP(x, h, g) with h the values after learned heat flow and g what their gradients say, the
/// same in every frame.
public struct Diffusion: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "diffusion",
    summary:
      "A block of DiffusionNet: learned heat flow, gradient features and a perceptron, added to the input.",
    supports: [.nodes], domains: [.mesh],
    symmetries: [.init(.isometry), .init(.gauge), .init(.permutation)],
    options: [
      BlockOption(
        "hidden", .integers(1...BlockOption.maximumChannels), optional: true,
        doc: "widths of the perceptron's hidden layers; two as wide as the input unless given"),
      HeatTimes.option,
      BlockOption("gradients", .boolean, default: true, doc: "whether it sees gradients"),
      BlockOption(
        "rotations", .boolean, default: true,
        doc: "whether gradients are compared turned, too, which tells left from right"),
      BlockOption(
        "dropout", .number(0...0.99), default: 0.5,
        doc: "share of the hidden layers' values dropped while training"),
    ], operators: [HeatTimes.requirement] + gradients, hasParameters: true,
    paper: HeatTimes.paper + ", section 3")

  private static let gradients = [
    OperatorRequirement(role: "x", kinds: [.gradientX], doc: "gradient along the frames' x axes"),
    OperatorRequirement(role: "y", kinds: [.gradientY], doc: "gradient along the frames' y axes"),
  ]

  private let hidden: [Int]
  private let times: HeatTimes
  private let seesGradients: Bool
  private let turns: Bool
  private let dropout: Double

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    hidden = options.integers("hidden")
    times = HeatTimes(options)
    seesGradients = options.boolean("gradients")
    turns = options.boolean("rotations")
    dropout = options.number("dropout")
  }

  /// Square roots of times `[c]`, the gradients' matrices `[c, c]`, the perceptron's weights and biases, the eigenbasis and the
  /// gradient.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let channels = site.input.channels
    times.prepare(&site)
    if seesGradients {
      for name in turns ? ["real", "imaginary"] : ["real"] {
        site.parameter(name, shape: [channels, channels], .glorotUniform)
      }
      for role in ["x", "y"] { site.needOperator(role, level: site.input.support.level) }
    }
    var width = channels.map { (seesGradients ? 3 : 2) * $0 }
    for (layer, next) in (widths(channels) + [channels]).enumerated() {
      site.parameter("weight\(layer)", shape: [width, next], .heUniform)
      site.parameter("bias\(layer)", shape: [next], .zeros, decays: false)
      width = next
    }
    return site.input
  }

  private func widths(_ channels: Int?) -> [Int?] {
    hidden.isEmpty ? [channels, channels] : hidden.map { $0 }
  }

  /// A product and a sum for each channel in both components of the gradient.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    seesGradients ? placed.input.channels.map { Double(4 * $0) } : 0
  }

  /// `[vertices, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let channels = x.shape[1]
    var seen = [x, times.diffused(x, pass)]
    if seesGradients {
      let (along, across) = (pass.operator("x"), pass.operator("y"))
      let gradient = try along.derived("gradient", from: [across]) {
        try GradientOperators(x: along, y: across)
      }
      seen.append(
        gradient.gradient(seen[1]).gradientFeatures(
          real: pass.parameter("real"), imaginary: turns ? pass.parameter("imaginary") : nil))
    }
    let count = widths(channels).count
    let weights = pass.parameter("weight0")
    let parts = weights.split(axis: 0, sizes: seen.map { _ in channels })
    let blocks = zip(seen, parts).map { LinearBlock($0, weights: $1, output: 0) }
    let rate = pass.isTraining ? dropout : 0
    let key = rate > 0 ? pass.randomKey() : 0
    var y = linear(blocks, width: weights.shape[1], bias: pass.parameter("bias0"))
    y = rate > 0 ? y.relu(dropout: rate, key: key) : y.relu()
    for layer in 1..<count {
      y = y.linear(
        weights: pass.parameter("weight\(layer)"), bias: pass.parameter("bias\(layer)"),
        activation: .relu, dropoutRate: rate, dropoutKey: key &+ UInt64(layer))
    }
    return .dense(
      x
        + y.linear(weights: pass.parameter("weight\(count)"), bias: pass.parameter("bias\(count)")))
  }
}
