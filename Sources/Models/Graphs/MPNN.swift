public import Autodiff

/// Message passing: yᵢ = U(xᵢ, ⨁ⱼ M(xᵢ, xⱼ, aᵢⱼ)) with a message network M, an update network U and ⨁ a sum, mean or maximum.
///
/// The most general of the three flavours of graph networks; both networks have two layers.
public struct MPNN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "mpnn",
    summary: "Message passing U(xᵢ, ⨁ⱼ M(xᵢ, xⱼ, aᵢⱼ)), both networks of two layers.",
    supports: [.nodes], domains: [.graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "output channels"),
      BlockOption(
        "hidden", .integer(1...BlockOption.maximumChannels), optional: true,
        doc: "channels of messages and inside the networks; else as many as come out"),
      BlockOption(
        "aggregation", .choice(["sum", "mean", "max"]), default: "sum",
        doc: "how the messages that a node gets are joined; without any they are 0"),
      BlockOption(
        "weights", .boolean, default: true,
        doc: "whether messages see the value of their edge in the adjacency"),
      PointwiseFunction.option(default: .relu),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "adjacency", kinds: [.adjacency, .randomWalkAdjacency, .normalizedAdjacency],
        doc: "a message for each of its entries, from column to row")
    ], hasParameters: true,
    paper:
      "Gilmer, Schoenholz, Riley, Vinyals & Dahl, Neural message passing for quantum chemistry, ICML 2017, arXiv 1704.01212, eqs. 1–2"
  )

  private let channels: ChannelCount
  private let hidden: Int?
  private let aggregation: String
  private let seesWeights: Bool
  private let function: PointwiseFunction
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    hidden = options.optionalInteger("hidden")
    aggregation = options.text("aggregation")
    seesWeights = options.boolean("weights")
    function = PointwiseFunction(options)
    initialization = options.initialization
  }

  /// The message network (`ends` `[c, 2 h]`: receivers' weights beside senders'; `edge` `[1, h]`; `message` `[h, h]`), the
  /// update network (`update` `[c + h, h]`, `output` `[h, k]`) and their biases.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    let inner = hidden ?? count
    let fed = site.input.channels
    site.parameter("ends", shape: [fed, inner.map { 2 * $0 }], initialization)
    if seesWeights { site.parameter("edge", shape: [1, inner], initialization) }
    site.parameter("ends_bias", shape: [inner], .zeros, decays: false)
    site.parameter("message", shape: [inner, inner], initialization)
    site.parameter("message_bias", shape: [inner], .zeros, decays: false)
    let joined = fed.flatMap { fed in inner.map { fed + $0 } }
    site.parameter("update", shape: [joined, inner], initialization)
    site.parameter("update_bias", shape: [inner], .zeros, decays: false)
    site.parameter("output", shape: [inner, count], initialization)
    site.parameter("output_bias", shape: [count], .zeros, decays: false)
    if case .nodes(let level) = site.input.support {
      site.needOperator("adjacency", level: level)
    }
    return site.input.with(channels: count)
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let adjacency = pass.operator("adjacency")
    let edges = adjacency.pattern.edges
    let activation = function.activation
    var features: (Variable<Scalar>, Variable<Scalar>)?
    if seesWeights {
      let values = adjacency.values.reshaped(to: [edges.count, 1])
      features = (pass.tape.constant(values), pass.parameter("edge"))
    }
    let messages = edges.messages(
      nodes: input.multiplied(by: pass.parameter("ends")), edges: features,
      bias: pass.parameter("ends_bias"), activation: activation
    ).linear(
      weights: pass.parameter("message"), bias: pass.parameter("message_bias"),
      activation: activation)
    let joined = concatenate([input.dense(on: pass.tape), joined(messages, edges)], axis: 1)
    return .dense(
      joined.linear(
        weights: pass.parameter("update"), bias: pass.parameter("update_bias"),
        activation: activation
      ).linear(weights: pass.parameter("output"), bias: pass.parameter("output_bias")))
  }

  /// What each node receives, `[edges, h]` → `[nodes, h]`.
  private func joined<Scalar>(
    _ messages: Variable<Scalar>, _ edges: EdgeList
  ) -> Variable<Scalar> {
    switch aggregation {
    case "mean": messages.mean(over: edges.segments)
    case "max": messages.max(over: edges.segments)
    default: edges.received(messages)
    }
  }
}
