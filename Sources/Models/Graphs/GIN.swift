public import Autodiff

/// Graph isomorphism layer: MLP((1 + ε) xᵢ + Σⱼ aᵢⱼ xⱼ), as good at telling graphs apart as messages of neighbours can be.
///
/// The network inside has two layers with a normalization between them.
public struct GIN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gin", summary: "Graph isomorphism layer MLP((1 + ε) xᵢ + Σⱼ aᵢⱼ xⱼ).",
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "hidden", .integer(1...BlockOption.maximumChannels), optional: true,
        doc: "channels between the two layers inside; else as many as come out"),
      BlockOption(
        "norm", .boolean, default: true,
        doc: "whether channels are normalized over the batch between the two layers"),
      BlockOption("epsilon", .number(-10...10), default: 0.0, doc: "ε at the start"),
      BlockOption("learn_epsilon", .boolean, default: false, doc: "whether ε is trained"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(role: "adjacency", kinds: [.adjacency], doc: "whose rows are summed over")
    ], hasParameters: true,
    paper:
      "Xu, Hu, Leskovec & Jegelka, How powerful are graph neural networks?, ICLR 2019, arXiv 1810.00826, eq. 4.1"
  )

  private let channels: ChannelCount
  private let hidden: Int?
  private let norm: Bool
  private let epsilon: Double
  private let learnsEpsilon: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    hidden = options.optionalInteger("hidden")
    norm = options.boolean("norm")
    epsilon = options.number("epsilon")
    learnsEpsilon = options.boolean("learn_epsilon")
    initialization = options.initialization
  }

  /// Two weights with biases, ε if it is trained, and what the normalization between them needs.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    let inner = hidden ?? count
    if learnsEpsilon {
      site.parameter("epsilon", shape: [1], .constant(epsilon), decays: false)
    }
    site.parameter("weight1", shape: [site.input.channels, inner], initialization)
    if norm {
      BatchStatistics.prepare(&site, channels: inner)
    } else {
      site.parameter("bias1", shape: [inner], .zeros, decays: false)
    }
    site.parameter("weight2", shape: [inner, count], initialization)
    site.parameter("bias2", shape: [count], .zeros, decays: false)
    if case .nodes(let level) = site.input.support {
      site.needOperator("adjacency", level: level)
    }
    return site.input.with(channels: count)
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let weight = pass.parameter("weight1")
    let mixed: Variable<Scalar>
    // Neighbours are summed on the side of the weights that has fewer channels.
    if case .dense(let x) = input, weight.shape[0] < weight.shape[1] {
      mixed = gathered(x, pass).matmul(weight)
    } else {
      mixed = gathered(input.multiplied(by: weight), pass)
    }
    let hidden =
      norm
      ? BatchStatistics(epsilon: 1e-5, momentum: 0.1).normalize(mixed, pass)
      : mixed + pass.parameter("bias1")
    return .dense(
      hidden.relu().linear(weights: pass.parameter("weight2"), bias: pass.parameter("bias2")))
  }

  /// (1 + ε) x + A x.
  private func gathered<Scalar>(
    _ x: Variable<Scalar>, _ pass: BlockPass<Scalar>
  ) -> Variable<Scalar> {
    let sums = pass.operator("adjacency").multiply(x)
    if learnsEpsilon { return x * (pass.parameter("epsilon") + Scalar(1)) + sums }
    return (epsilon == 0 ? x : x * Scalar(1 + epsilon)) + sums
  }
}
