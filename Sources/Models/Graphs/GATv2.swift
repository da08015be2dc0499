public import Autodiff

/// Graph attention whose ranking of neighbours depends on the node that asks (dynamic attention).
///
/// For each head, yᵢ = Σⱼ αᵢⱼ V xⱼ with α the softmax over j of a · leakyRelu(U xᵢ + V xⱼ).
public struct GATv2: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gatv2",
    summary: "Dynamic graph attention: a softmax of a · leakyRelu(U xᵢ + V xⱼ) over neighbours.",
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: GraphAttentionOptions.declared + [
      BlockOption(
        "shared", .boolean, default: false, doc: "whether U and V are one matrix"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "neighbours", kinds: [.normalizedAdjacency, .adjacency],
        doc: "whose entries, and a loop at every node, are attended to; their values do not matter")
    ], hasParameters: true,
    paper:
      "Brody, Alon & Yahav, How attentive are graph attention networks?, ICLR 2022, arXiv 2105.14491, eq. 7"
  )

  private let attention: GraphAttentionOptions
  private let isShared: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    attention = GraphAttentionOptions(options)
    isShared = options.boolean("shared")
    initialization = options.initialization
  }

  /// Receivers' and senders' weights U and V `[c, heads · k]`, the scores' a `[heads, k]`, and the bias.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(attention.channels)
    let width = count.map { $0 * attention.heads }
    if !isShared {
      site.parameter("receivers", shape: [site.input.channels, width], initialization)
    }
    site.parameter("senders", shape: [site.input.channels, width], initialization)
    site.parameter("scores", shape: [attention.heads, count], initialization)
    return attention.finish(&site, count: count)
  }

  /// The projections at every node; scores are those of edges.
  public func operations(of placed: PlacedBlock) -> Double? {
    placed.products(of: ["receivers", "senders"])
  }

  /// For each head and channel a sum, a rectifier, and twice a product and a sum: in the score and in what it weighs.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "scores").map { Double($0[0] * (3 + 6 * $0[1])) }
  }

  /// `[nodes, c]` → `[nodes, heads · k]`, or `[nodes, k]` where heads are averaged.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let pattern = pass.operator("neighbours").pattern
    let scores = pass.parameter("scores")
    func projected(_ name: String) -> Variable<Scalar> {
      let product = input.multiplied(by: pass.parameter(name))
      return product.reshaped(to: [product.shape[0]] + scores.shape)
    }
    let senders = projected("senders")
    let receivers = isShared ? senders : projected("receivers")
    let coefficients = pattern.attentionScores(
      receivers, senders, weights: scores, slope: attention.slope
    ).softmax(over: pattern.rowSegments)
    let rate = attention.rate(pass)
    let kept =
      rate > 0 ? coefficients.dropout(rate: rate, key: attention.key(pass)) : coefficients
    return .dense(attention.joined(pattern.multiply(kept, attention.weighed(senders, pass)), pass))
  }
}
