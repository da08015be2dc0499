public import Autodiff

/// Convolution over a latent graph: yᵢ = maxⱼ f(xᵢ, xⱼ − xᵢ) over the `neighbours` points of an item whose features are nearest to xᵢ.
///
/// The graph is found anew in every pass, from the features as they are there; through the choice of neighbours flows no gradient.
/// Each of f's layers is linear, normalized over the batch, and ends in a leaky rectifier.
public struct EdgeConv: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "edgeconv",
    summary:
      "Maximum of f(xᵢ, xⱼ − xᵢ) over the points nearest in feature space, found in each pass.",
    supports: [.nodes], domains: [.set, .graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "neighbours", .integer(1...1024), default: 20,
        doc: "points that each looks at, itself the first; all, where an item has fewer"),
      BlockOption("layers", .integer(1...8), default: 1, doc: "layers of f"),
      BlockOption(
        "norm", .boolean, default: true,
        doc: "whether f's layers are normalized over the edges of the batch"),
      BlockOption("slope", .number(0...1), default: 0.2, doc: "of the leaky rectifier below 0"),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels", hasParameters: true,
    paper:
      "Wang, Sun, Liu, Sarma, Bronstein & Solomon, Dynamic graph CNN for learning on point clouds, TOG 2019, arXiv 1801.07829, section 3"
  )

  private let channels: ChannelCount
  private let neighbours: Int
  private let layers: Int
  private let norm: Bool
  private let slope: Double
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    neighbours = options.integer("neighbours")
    layers = options.integer("layers")
    norm = options.boolean("norm")
    slope = options.number("slope")
    initialization = options.initialization
  }

  /// A weight a layer, the first `[2, c, k]`: for xᵢ and for xⱼ − xᵢ; and its normalization or bias.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    // Its halves are the weights of one layer of twice the channels.
    let first = initialization.inLayer(inputs: site.input.channels.map { 2 * $0 }, outputs: count)
    for layer in 1...layers {
      let shape = layer == 1 ? [2, site.input.channels, count] : [count, count]
      site.parameter("weight\(layer)", shape: shape, layer == 1 ? first : initialization)
      if norm {
        BatchStatistics.prepare(&site, channels: count, prefix: "norm\(layer)_")
      } else {
        site.parameter("bias\(layer)", shape: [count], .zeros, decays: false)
      }
    }
    return site.input.with(channels: count)
  }

  /// Both ends' weights, and at the edges of each of the neighbours, as many as there may be, the layers behind the first.
  public func operations(of placed: PlacedBlock) -> Double? {
    guard let shape = placed.shape(of: "weight1") else { return nil }
    let deeper = placed.products(of: (2..<layers + 1).map { "weight\($0)" })
    return placed.products(of: ["weight1"]).flatMap { ends in
      deeper.map { ends + Double(neighbours) * ($0 + Double(3 * shape[2])) }
    }
  }

  /// The distance of every two points of an item.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.input.channels.map { Double(3 * $0) }
  }

  /// `[points, c]` → `[points, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let x = input.dense(on: pass.tape)
    let edges = EdgeList(
      nearest: neighbours, among: x.value, offsets: pass.itemOffsets ?? [0, x.shape[0]])
    let weight = pass.parameter("weight1")
    let (width, count) = (weight.shape[1], weight.shape[2])
    let parts = weight.split(axis: 0, sizes: [1, 1]).map { $0.reshaped(to: [width, count]) }
    // U xᵢ + V (xⱼ − xᵢ) is (U − V) xᵢ + V xⱼ, and there are fewer points than edges.
    let ends = x.matmul(concatenate([parts[0] - parts[1], parts[1]], axis: 1))
    var messages = edges.messages(
      nodes: ends, bias: norm ? nil : pass.parameter("bias1"),
      activation: norm ? .identity : .leakyRelu(slope: slope))
    if norm { messages = normalized(messages, 1, pass) }
    for layer in 2..<layers + 1 {
      let weights = pass.parameter("weight\(layer)")
      messages =
        norm
        ? normalized(messages.matmul(weights), layer, pass)
        : messages.linear(
          weights: weights, bias: pass.parameter("bias\(layer)"),
          activation: .leakyRelu(slope: slope))
    }
    return .dense(messages.max(over: edges.segments))
  }

  private func normalized<Scalar>(
    _ x: Variable<Scalar>, _ layer: Int, _ pass: BlockPass<Scalar>
  ) -> Variable<Scalar> {
    BatchStatistics(epsilon: 1e-5, momentum: 0.1, prefix: "norm\(layer)_").normalize(x, pass)
      .leakyRelu(slope: slope)
  }
}
