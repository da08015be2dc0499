public import Autodiff

/// E(n)-equivariant network on points in space: scalars at the points exchange messages that see distances, and move the positions.
///
/// With m̂ᵢⱼ = φₑ(hᵢ, hⱼ, |xᵢ − xⱼ|², aᵢⱼ) each layer sets vᵢ = φᵥ(hᵢ) vᵢ(0) + C Σⱼ (xᵢ − xⱼ) φₓ(m̂ᵢⱼ), xᵢ ← xᵢ + vᵢ and
/// hᵢ ← hᵢ + φₕ(hᵢ, Σⱼ m̂ᵢⱼ), C one over the number of messages; without velocities the first term of v is missing.
public struct EGNN: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "egnn",
    summary:
      "E(n)-equivariant layers: messages see distances and move the positions carried beside.",
    supports: [.nodes], domains: [.geometricGraph],
    companions: ["positions", "velocities"],
    symmetries: [.init(.euclidean), .init(.permutation)],
    options: [
      BlockOption("channels", .channels, doc: "channels of the scalars, inside and out"),
      BlockOption("layers", .integer(1...64), default: 1, doc: "layers one after the other"),
      BlockOption(
        "edges", .choice(["all", "adjacency"]), default: "all",
        doc: "messages between every two points of an item, or along an adjacency"),
      BlockOption(
        "positions", .text, default: "positions", doc: "name of the input that holds the positions"),
      BlockOption(
        "velocities", .text, optional: true,
        doc: "name of the input that holds velocities; their lengths join the scalars"),
      BlockOption(
        "products", .boolean, default: false,
        doc: "whether messages see the products of the two points' input scalars, such as charges"),
      BlockOption(
        "distances", .boolean, default: false,
        doc: "whether messages see the squared distances before the first layer, too"),
      PointwiseFunction.option(default: .silu),
      .initialization(default: .glorotUniform),
    ], mainOption: "channels",
    operators: [
      OperatorRequirement(
        role: "adjacency", kinds: [.adjacency],
        doc: "a message for each of its entries, where edges is adjacency")
    ], hasParameters: true,
    paper:
      "Satorras, Hoogeboom & Welling, E(n) equivariant graph neural networks, ICML 2021, arXiv 2102.09844, eqs. 3–7"
  )

  private let channels: ChannelCount
  private let layers: Int
  private let usesAdjacency: Bool
  private let positions: String
  private let velocities: String?
  private let seesProducts: Bool
  private let seesDistances: Bool
  private let function: PointwiseFunction
  private let initialization: Initialization

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    channels = options.channels("channels")
    layers = options.integer("layers")
    usesAdjacency = options.text("edges") == "adjacency"
    positions = options.text("positions")
    velocities = options.has("velocities") ? options.text("velocities") : nil
    seesProducts = options.boolean("products")
    seesDistances = options.boolean("distances")
    function = PointwiseFunction(options)
    initialization = options.initialization
  }

  /// The embedding of the scalars and, for each layer, the networks φₑ, φₓ, φᵥ and φₕ of two layers each.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    refuseCompanions(&site)
    let fed = site.input.channels
    site.parameter(
      "embedding", shape: [fed.map { $0 + (velocities == nil ? 0 : 1) }, count], initialization)
    site.parameter("embedding_bias", shape: [count], .zeros, decays: false)
    let double = count.map { 2 * $0 }
    let attributes = fed.map { 1 + (seesProducts ? $0 : 0) + (seesDistances ? 1 : 0) }
    // Both ends and the attributes are the input of one layer, whose weights are split.
    let first = initialization.inLayer(
      inputs: double.flatMap { double in attributes.map { double + $0 } }, outputs: count)
    for layer in 1...layers {
      func weight(
        _ name: String, _ shape: [Int?], bias: Bool = true, _ beginning: Initialization? = nil
      ) {
        site.parameter("layer\(layer)_\(name)", shape: shape, beginning ?? initialization)
        guard bias else { return }
        site.parameter("layer\(layer)_\(name)_bias", shape: [shape[1]], .zeros, decays: false)
      }
      weight("ends", [count, double], bias: false, first)
      weight("edge", [attributes, count], first)
      weight("message", [count, count])
      weight("factor", [count, count])
      // Steps are small at first, as in the authors' code, so that positions do not explode from layer to layer.
      site.parameter(
        "layer\(layer)_step", shape: [count, 1],
        .uniform(bound: 0.001 * (6 / Double((count ?? 1) + 1)).squareRoot()))
      if velocities != nil {
        weight("pace", [count, count])
        weight("pace_output", [count, 1])
      }
      weight("update", [double, count])
      weight("update_output", [count, count])
    }
    if usesAdjacency, case .nodes(let level) = site.input.support {
      site.needOperator("adjacency", level: level)
    }
    return site.input.with(channels: count)
  }

  private func refuseCompanions(_ site: inout BlockSite) {
    if site.input.type.kind == .position {
      return site.refuse(
        "is fed the positions themselves; declare a scalar input for the points beside them, such as charges: scalar"
      )
    }
    guard let found = site.companions[positions], found.type == .position(3),
      found.support == site.input.support, (found.channels ?? 1) == 1
    else {
      site.refuse(
        "needs positions beside its scalars; declare an input \(positions): position",
        option: "positions")
      return
    }
    guard let velocities else { return }
    guard let speed = site.companions[velocities], speed.type == .irreps(.o3, [1]),
      speed.support == site.input.support, (speed.channels ?? 1) == 1
    else {
      site.refuse(
        "finds no velocities beside its scalars; declare an input \(velocities): {o3: [1]}",
        option: "velocities")
      return
    }
  }

  /// Embedding, ends' weights, paces and updates at every point.
  public func operations(of placed: PlacedBlock) -> Double? {
    placed.products(
      of: ["embedding"]
        + names(of: ["ends", "pace", "pace_output", "update", "update_output"]))
  }

  /// In every layer both ends are joined, the message network and the step go on from there, and sums of messages and steps are
  /// taken; difference, distance and step have three axes.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    guard let width = placed.output.channels else { return nil }
    return placed.products(of: names(of: ["edge", "message", "factor", "step"])).map {
      $0 + Double(layers * (3 * width + 3 * 5))
    }
  }

  private func names(of parameters: [String]) -> [String] {
    (1...layers).flatMap { layer in parameters.map { "layer\(layer)_\($0)" } }
  }

  /// `[points, c]` → `[points, k]`; the positions beside it move.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let scalars = input.dense(on: pass.tape)
    guard var x = pass.companion(positions) else {
      preconditionFailure("egnn: no positions '\(positions)'")
    }
    let edges =
      usesAdjacency
      ? pass.operator("adjacency").pattern.edges
      : pass.completeEdges(points: scalars.shape[0])
    let velocity = velocities.flatMap { pass.companion($0) }
    let speed = velocity.map { [$0.norm(axes: [1], keepingAxes: true)] } ?? []
    var h = concatenate([scalars] + speed, axis: 1).linear(
      weights: pass.parameter("embedding"), bias: pass.parameter("embedding_bias"))
    var (difference, squared) = edges.differences(x)
    var attributes: [Variable<Scalar>] = []
    if seesProducts {
      attributes.append(scalars.gatherRows(edges.receivers) * scalars.gatherRows(edges.senders))
    }
    if seesDistances { attributes.append(squared) }
    let network = EGNNLayer(pass: pass, edges: edges, activation: function.activation)
    for layer in 1...layers {
      if layer > 1 { (difference, squared) = edges.differences(x) }
      let messages = network.messages(h, [squared] + attributes, layer)
      x = x + network.step(messages, difference, layer)
      if let velocity { x = x + network.pace(h, layer) * velocity }
      h = h + network.update(h, messages, layer)
    }
    pass.setCompanion(positions, x)
    return .dense(h)
  }
}

/// The networks of one pass through an ``EGNN``.
private struct EGNNLayer<Scalar: TensorScalar> {
  let pass: BlockPass<Scalar>
  let edges: EdgeList
  let activation: Activation

  private func linear(
    _ x: Variable<Scalar>, _ name: String, _ layer: Int, _ activation: Activation
  ) -> Variable<Scalar> {
    LinearLayer("layer\(layer)_\(name)", bias: "layer\(layer)_\(name)_bias")(
      x, pass, activation)
  }

  /// φₑ at every edge.
  func messages(
    _ h: Variable<Scalar>, _ attributes: [Variable<Scalar>], _ layer: Int
  ) -> Variable<Scalar> {
    let features = attributes.count == 1 ? attributes[0] : concatenate(attributes, axis: 1)
    let first = edges.messages(
      nodes: h.matmul(pass.parameter("layer\(layer)_ends")),
      edges: (features, pass.parameter("layer\(layer)_edge")),
      bias: pass.parameter("layer\(layer)_edge_bias"), activation: activation)
    return linear(first, "message", layer, activation)
  }

  /// C Σⱼ (xᵢ − xⱼ) φₓ.
  func step(
    _ messages: Variable<Scalar>, _ difference: Variable<Scalar>, _ layer: Int
  ) -> Variable<Scalar> {
    let factor = linear(messages, "factor", layer, activation)
      .matmul(pass.parameter("layer\(layer)_step"))
    return edges.meanReceived(difference, weights: factor)
  }

  /// φᵥ of every point.
  func pace(_ h: Variable<Scalar>, _ layer: Int) -> Variable<Scalar> {
    linear(linear(h, "pace", layer, activation), "pace_output", layer, .identity)
  }

  /// φₕ of every point.
  func update(
    _ h: Variable<Scalar>, _ messages: Variable<Scalar>, _ layer: Int
  ) -> Variable<Scalar> {
    let joined = concatenate([h, edges.received(messages)], axis: 1)
    return linear(linear(joined, "update", layer, activation), "update_output", layer, .identity)
  }
}
