public import Autodiff

/// Graph convolution: Y = Â X W + b with Â the symmetric normalized adjacency with self-loops.
public struct GCN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "gcn", summary: "Graph convolution Y = Â X W + b, Â = D^−½ (A + I) D^−½.",
    generic: GenericUse(
      "linear", on: [.nodes], in: [.graph, .geometricGraph, .mesh], for: [.permutation]),
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "propagation", kinds: [.normalizedAdjacency, .adjacency],
        doc: "Â as it is, or an adjacency that the block normalizes")
    ], hasParameters: true,
    paper:
      "Kipf & Welling, Semi-supervised classification with graph convolutional networks, ICLR 2017, arXiv 1609.02907, eq. 2"
  )

  private let channels: ChannelCount
  private let bias: Bool
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    bias = options.boolean("bias")
    initialization = options.initialization
  }

  /// Weight `[c, k]`, bias `[k]`, and the propagation operator of the level it stands on.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    site.parameter("weight", shape: [site.input.channels, count], initialization)
    if bias { site.parameter("bias", shape: [count], .zeros, decays: false) }
    if case .nodes(let level) = site.input.support {
      site.needOperator("propagation", level: level)
    }
    return site.input.with(channels: count)
  }

  /// A product and a sum for each channel on the side of the weights that has fewer.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.shape(of: "weight").map { Double(2 * min($0[0], $0[1])) }
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let (propagation, weight) = (pass.operator("propagation"), pass.parameter("weight"))
    let bias = bias ? pass.parameter("bias") : nil
    // Â X W is the same either way; gathering costs an edge as many operations as there are channels.
    if case .dense(let features) = input, weight.shape[0] < weight.shape[1] {
      let mixed = propagation.multiply(features).matmul(weight)
      return .dense(bias.map { mixed + $0 } ?? mixed)
    }
    return .dense(propagation.multiply(input.multiplied(by: weight), adding: bias))
  }
}
