public import Autodiff

/// Graph attention: each node takes the values of its neighbours and of itself, weighed by a softmax of learned scores.
///
/// For each head, yᵢ = Σⱼ αᵢⱼ W xⱼ with α the softmax over j of leakyRelu(q · W xᵢ + k · W xⱼ).
public struct GAT: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gat",
    summary: "Graph attention: neighbours weighed by a softmax of leakyRelu(q · W xᵢ + k · W xⱼ).",
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: GraphAttentionOptions.declared + [.initialization(default: .glorotUniform)],
    mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "neighbours", kinds: [.normalizedAdjacency, .adjacency],
        doc: "whose entries, and a loop at every node, are attended to; their values do not matter")
    ], hasParameters: true,
    paper:
      "Veličković et al., Graph attention networks, ICLR 2018, arXiv 1710.10903, eqs. 1–6")

  private let attention: GraphAttentionOptions
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    attention = GraphAttentionOptions(options)
    initialization = options.initialization
  }

  /// Weight `[c, heads · k]`, the halves of the score, query and key, `[heads, k]` each, and the bias.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(attention.channels)
    let width = count.map { $0 * attention.heads }
    site.parameter("weight", shape: [site.input.channels, width], initialization)
    site.parameter("query", shape: [attention.heads, count], initialization)
    site.parameter("key", shape: [attention.heads, count], initialization)
    return attention.finish(&site, count: count)
  }

  /// For each head a score of four operations, and a product and a sum for each channel that it weighs.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "query").map { Double($0[0] * (4 + 2 * $0[1])) }
  }

  /// `[nodes, c]` → `[nodes, heads · k]`, or `[nodes, k]` where heads are averaged.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let (query, key) = (pass.parameter("query"), pass.parameter("key"))
    let projected = input.multiplied(by: pass.parameter("weight"))
    let values = projected.reshaped(to: [projected.shape[0]] + query.shape)
    let attended = pass.operator("neighbours").pattern.attend(
      queries: (values * query).sum(axes: [2]), keys: (values * key).sum(axes: [2]),
      values: attention.weighed(values, pass), slope: attention.slope,
      dropout: attention.rate(pass),
      key: attention.key(pass))
    return .dense(attention.joined(attended, pass))
  }
}
