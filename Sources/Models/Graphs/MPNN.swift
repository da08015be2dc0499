public import Autodiff

/// Message passing: yᵢ = U(xᵢ, ⨁ⱼ M(xᵢ, xⱼ, aᵢⱼ)) with a message network M, an update network U and ⨁ a sum, mean or maximum.
///
/// The most general of the three flavours of graph networks; both networks have two layers. Points of a set and in space hear all
/// others of their item where nothing joins them.
public struct MPNN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "mpnn",
    summary: "Message passing U(xᵢ, ⨁ⱼ M(xᵢ, xⱼ, aᵢⱼ)), both networks of two layers.",
    supports: [.nodes], domains: [.set, .graph, .geometricGraph, .mesh],
    symmetries: [.init(.permutation)],
    options: GraphNetworkOptions.declared + [
      BlockOption(
        "aggregation", .choice(["sum", "mean", "max"]), default: "sum",
        doc: "how the messages that a node gets are joined; without any they are 0"),
      BlockOption(
        "weights", .boolean, default: true,
        doc:
          "whether messages see the value of their edge in the adjacency, 1 where none is connected"
      ),
      BlockOption(
        "products", .text, optional: true,
        doc:
          "name of an input beside, such as charges, of type {o3: [0]}: messages see the products of both ends' values"
      ),
      PointwiseFunction.option(default: .relu),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "adjacency", kinds: [.adjacency, .randomWalkAdjacency, .normalizedAdjacency],
        doc: "a message for each of its entries, from column to row, unless all points are joined")
    ], hasParameters: true,
    paper:
      "Gilmer, Schoenholz, Riley, Vinyals & Dahl, Neural message passing for quantum chemistry, ICML 2017, arXiv 1704.01212, eqs. 1–2"
  )

  private static let message = LinearLayer("message", bias: "message_bias")
  private static let update = LinearLayer("update", bias: "update_bias")
  private static let output = LinearLayer("output", bias: "output_bias")

  private let network: GraphNetworkOptions
  private let aggregation: String
  private let seesWeights: Bool
  private let products: String?
  private let function: PointwiseFunction

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    network = GraphNetworkOptions(options)
    aggregation = options.text("aggregation")
    seesWeights = options.boolean("weights") && !network.isComplete
    products = options.has("products") ? options.text("products") : nil
    function = PointwiseFunction(options)
  }

  /// The message network (`ends` `[c, 2 h]`: receivers' weights beside senders'; `edge` `[attributes, h]`; `message` `[h, h]`), the
  /// update network (`update` `[c + h, h]`, `output` `[h, k]`) and their biases.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let (inner, count) = network.widths(site)
    let initialization = network.initialization
    let fed = site.input.channels
    let attributes = attributes(&site)
    // Both ends and the attributes are the input of one layer, whose weights are split.
    let first = initialization.inLayer(
      inputs: fed.flatMap { fed in attributes.map { 2 * fed + $0 } }, outputs: inner)
    site.parameter("ends", shape: [fed, inner.map { 2 * $0 }], first)
    if attributes != 0 { site.parameter("edge", shape: [attributes, inner], first) }
    site.parameter("ends_bias", shape: [inner], .zeros, decays: false)
    Self.message.prepare(&site, inputs: inner, outputs: inner, initialization)
    let joined = fed.flatMap { fed in inner.map { fed + $0 } }
    Self.update.prepare(&site, inputs: joined, outputs: inner, initialization)
    Self.output.prepare(&site, inputs: inner, outputs: count, initialization)
    network.prepareNeighbours(&site)
    return site.input.with(channels: count)
  }

  /// Numbers that a message sees of its edge; nil while not known.
  private func attributes(_ site: inout BlockSite) -> Int? {
    let weight = seesWeights ? 1 : 0
    guard let products else { return weight }
    guard let found = site.companions[products], found.type.isInvariant,
      found.support == site.input.support
    else {
      site.refuse(
        "finds no numbers to multiply beside its scalars; declare an input \(products): {o3: [0]}",
        option: "products")
      return nil
    }
    return found.width.map { weight + $0 }
  }

  /// The ends' weights and the update network at every node.
  public func operations(of placed: PlacedBlock) -> Double? {
    placed.products(of: ["ends", "update", "output"])
  }

  /// Both ends are joined, the message network goes on from there, and what it makes is received.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    guard let width = placed.shape(of: "message")?[0] else { return nil }
    return placed.products(of: ["edge", "message"]).map { $0 + Double(3 * width) }
  }

  /// `[nodes, c]` → `[nodes, k]`.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let adjacency = network.adjacency(pass)
    let edges = adjacency?.pattern.edges ?? pass.completeEdges(points: input.shape[0])
    let activation = function.activation
    let first = edges.messages(
      nodes: input.multiplied(by: pass.parameter("ends")),
      edges: features(of: edges, values: adjacency?.values, pass).map {
        ($0, pass.parameter("edge"))
      },
      bias: pass.parameter("ends_bias"), activation: activation)
    let messages = Self.message(first, pass, activation)
    let joined = concatenate([input.dense(on: pass.tape), joined(messages, edges)], axis: 1)
    return .dense(Self.output(Self.update(joined, pass, activation), pass))
  }

  /// What messages see of their edges, `[edges, attributes]`: the adjacency's values and products of both ends; nil for nothing.
  private func features<Scalar>(
    of edges: EdgeList, values: Tensor<Scalar>?, _ pass: BlockPass<Scalar>
  ) -> Variable<Scalar>? {
    var columns: [Variable<Scalar>] = []
    if seesWeights {
      let shape = [edges.count, 1]
      let values = values?.reshaped(to: shape) ?? Tensor(repeating: 1, shape: shape)
      columns.append(pass.tape.constant(values))
    }
    if let charges = products.flatMap({ pass.companion($0) }) {
      columns.append(charges.gatherRows(edges.receivers) * charges.gatherRows(edges.senders))
    }
    return columns.count > 1 ? concatenate(columns, axis: 1) : columns.first
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
