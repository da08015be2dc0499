public import Autodiff

/// Graph isomorphism layer: MLP((1 + ε) xᵢ + Σⱼ aᵢⱼ xⱼ), as good at telling graphs apart as messages of neighbours can be.
///
/// The network inside has two layers with a normalization between them. Points of a set and in space hear all others of their item
/// where nothing joins them.
public struct GIN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gin", summary: "Graph isomorphism layer MLP((1 + ε) xᵢ + Σⱼ aᵢⱼ xⱼ).",
    supports: [.nodes], domains: [.set, .graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: GraphNetworkOptions.declared + [
      BlockOption(
        "norm", .boolean, default: true,
        doc: "whether channels are normalized over the batch between the two layers"),
      BlockOption("epsilon", .number(-10...10), default: 0.0, doc: "ε at the start"),
      BlockOption("learn_epsilon", .boolean, default: false, doc: "whether ε is trained"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "adjacency", kinds: [.adjacency],
        doc: "whose rows are summed over, unless all points are joined")
    ], hasParameters: true,
    paper:
      "Xu, Hu, Leskovec & Jegelka, How powerful are graph neural networks?, ICLR 2019, arXiv 1810.00826, eq. 4.1"
  )

  private static let second = LinearLayer("weight2", bias: "bias2")

  private let network: GraphNetworkOptions
  private let norm: Bool
  private let epsilon: Double
  private let learnsEpsilon: Bool

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    network = GraphNetworkOptions(options)
    norm = options.boolean("norm")
    epsilon = options.number("epsilon")
    learnsEpsilon = options.boolean("learn_epsilon")
  }

  /// Two weights with biases, ε if it is trained, and what the normalization between them needs.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let (inner, count) = network.widths(site)
    if learnsEpsilon {
      site.parameter("epsilon", shape: [1], .constant(epsilon), decays: false)
    }
    site.parameter("weight1", shape: [site.input.channels, inner], network.initialization)
    if norm {
      BatchStatistics.prepare(&site, channels: inner)
    } else {
      site.parameter("bias1", shape: [inner], .zeros, decays: false)
    }
    Self.second.prepare(&site, inputs: inner, outputs: count, network.initialization)
    network.prepareNeighbours(&site)
    return site.input.with(channels: count)
  }

  /// A product and a sum for each channel on the side of the first weights that has fewer.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "weight1").map { Double(2 * min($0[0], $0[1])) }
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let weight = pass.parameter("weight1")
    let mixed: Variable<Scalar>
    // Neighbours are summed on the side of the weights that has fewer channels.
    if case .dense(let x) = input, weight.shape[0] < weight.shape[1] {
      mixed = try gathered(x, pass).matmul(weight)
    } else {
      mixed = try gathered(input.multiplied(by: weight), pass)
    }
    let hidden =
      norm
      ? BatchStatistics(epsilon: 1e-5, momentum: 0.1).normalize(mixed, pass)
      : mixed + pass.parameter("bias1")
    return .dense(Self.second(hidden.relu(), pass))
  }

  /// (1 + ε) x + A x.
  private func gathered<Scalar>(
    _ x: Variable<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> Variable<Scalar> {
    let sums = try network.sums(of: x, pass)
    if learnsEpsilon { return x * (pass.parameter("epsilon") + Scalar(1)) + sums }
    return (epsilon == 0 ? x : x * Scalar(1 + epsilon)) + sums
  }
}
