public import Autodiff
import Numerics

/// Layers of a Transformer's encoder: attention over all points of an item, then a network at each point, both with a shortcut.
///
/// Points of different items never see each other. Items of one length go through as they stand; others are brought to the
/// longest's length for the attention alone, and keys past an item's end are not seen.
public struct TransformerEncoder: Block {
  /// What the block says of itself.
  public static let declaration = BlockDeclaration(
    name: "transformer",
    summary:
      "Transformer encoder layers: attention over all points of an item, then a network at each.",
    supports: [.nodes],
    symmetries: (SetPool.claims.map(\.symmetry) + [.translation]).map {
      .init($0, .conditional("unless causal"))
    },
    options: [
      BlockOption(
        "heads", .integer(1...1024), default: 4,
        doc: "heads of the attention; the channels are a multiple of them"),
      BlockOption(
        "hidden", .channels, optional: true,
        doc: "width of the network at each point; four times the channels if left out"),
      BlockOption("layers", .integer(1...1000), default: 1, doc: "layers one after the other"),
      BlockOption(
        "norm", .choice(["pre", "post"]), default: "pre",
        doc: "whether what goes into attention and network is normalized, or the sums after them"),
      BlockOption(
        "activation", .choice(PointwiseFunction.allCases.map(\.rawValue)), default: "gelu",
        doc: "function inside the network at each point"),
      BlockOption(
        "dropout", .number(0...0.99), default: 0.0,
        doc: "probability of dropping a coefficient of the attention or a value, while training"),
      BlockOption(
        "causal", .boolean, default: false,
        doc: "whether a step of a sequence sees itself and earlier ones alone"),
    ], mainOption: "heads", hasParameters: true,
    paper:
      "Vaswani et al., Attention is all you need, NeurIPS 2017, arXiv 1706.03762; the norm before: Xiong et al., ICML 2020, arXiv 2002.04745"
  )

  private let heads: Int
  private let hidden: ChannelCount?
  private let layers: Int
  private let normsBefore: Bool
  private let activation: PointwiseFunction
  private let dropout: Double
  private let isCausal: Bool

  /// Makes the block of checked options.
  public init(_ options: BlockOptions) {
    heads = options.integer("heads")
    hidden = options.has("hidden") ? options.channels("hidden") : nil
    layers = options.integer("layers")
    normsBefore = options.text("norm") != "post"
    activation = PointwiseFunction(rawValue: options.text("activation")) ?? .gelu
    dropout = options.number("dropout")
    isCausal = options.boolean("causal")
  }

  /// For each layer: weights of queries, keys and values `[c, 3c]`, of what the heads found `[c, c]`, of the network `[c, h]`
  /// and `[h, c]`, each with a bias, and scale and shift `[c]` of two norms.
  public func prepare(_ site: inout BlockSite) -> FieldSignature {
    let width = site.input.channels
    if let width, width % heads != 0 {
      site.refuse(
        "has \(heads) heads for \(width) channels; put a dense with a multiple of \(heads) before it, or choose other heads",
        option: "heads")
    }
    let breadth = hidden.map { site.count($0) } ?? width.map { 4 * $0 }
    for layer in 0..<layers {
      for (name, rows, columns) in [
        ("attention", width, width.map { 3 * $0 }), ("output", width, width),
        ("up", width, breadth), ("down", breadth, width),
      ] {
        site.parameter("layer\(layer).\(name)", shape: [rows, columns], .glorotUniform)
        site.parameter("layer\(layer).\(name)_bias", shape: [columns], .zeros, decays: false)
      }
      for norm in ["norm1", "norm2"] {
        site.parameter("layer\(layer).\(norm)_scale", shape: [width], .ones, decays: false)
        site.parameter("layer\(layer).\(norm)_shift", shape: [width], .zeros, decays: false)
      }
    }
    return site.input
  }

  /// In every layer a score and what it weighs have a product and a sum for each channel, and three operations for each head.
  public func operationsPerEdge(of placed: PlacedBlock) -> Double? {
    placed.input.channels.map { Double(layers * (4 * $0 + 3 * heads)) }
  }

  /// `[points, c]`, kept.
  public func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    var x = input.dense(on: pass.tape)
    let items = try pass.items(of: x)
    var keys = RandomStream(seed: pass.randomKey(), "dropout")
    for layer in 0..<layers {
      let step = Step(
        block: self, pass: pass, layer: layer, items: items,
        rate: pass.isTraining ? dropout : 0, keys: (0..<4).map { _ in keys.next() })
      x = normsBefore ? step.normingBefore(x) : step.normingAfter(x)
    }
    return .dense(x)
  }

  /// One layer in one pass.
  private struct Step<Scalar: TensorScalar> {
    let block: TransformerEncoder
    let pass: BlockPass<Scalar>
    let layer: Int
    let items: RaggedRows
    let rate: Double
    /// A key for each of the layer's dropouts.
    let keys: [UInt64]

    func normingBefore(_ x: Variable<Scalar>) -> Variable<Scalar> {
      let attended = attention(norm(x, "norm1")).dropout(rate: rate, key: keys[1])
      let middle = x + attended
      return middle + network(norm(middle, "norm2")).dropout(rate: rate, key: keys[3])
    }

    func normingAfter(_ x: Variable<Scalar>) -> Variable<Scalar> {
      let middle = norm(attention(x), adding: x, key: keys[1], "norm1")
      return norm(network(middle), adding: middle, key: keys[3], "norm2")
    }

    private func attention(_ x: Variable<Scalar>) -> Variable<Scalar> {
      let options = Attention(
        isCausal: block.isCausal, keyLengths: items.isUniform ? nil : items.lengths.map(Int32.init),
        dropoutRate: rate, dropoutKey: keys[0])
      return linear(
        linear(x, "attention").padded(items: items).selfAttention(heads: block.heads, options)
          .unpadded(items: items), "output")
    }

    private func network(_ x: Variable<Scalar>) -> Variable<Scalar> {
      let inner = x.linear(
        weights: parameter("up"), bias: parameter("up_bias"),
        activation: block.activation.activation, dropoutRate: rate, dropoutKey: keys[2])
      return linear(inner, "down")
    }

    private func linear(_ x: Variable<Scalar>, _ name: String) -> Variable<Scalar> {
      x.linear(weights: parameter(name), bias: parameter(name + "_bias"))
    }

    private func norm(_ x: Variable<Scalar>, _ name: String) -> Variable<Scalar> {
      x.layerNormalized(scale: parameter(name + "_scale"), shift: parameter(name + "_shift"))
    }

    private func norm(
      _ x: Variable<Scalar>, adding residual: Variable<Scalar>, key: UInt64, _ name: String
    ) -> Variable<Scalar> {
      x.layerNormalized(
        adding: residual, dropoutRate: rate, dropoutKey: key, scale: parameter(name + "_scale"),
        shift: parameter(name + "_shift"))
    }

    private func parameter(_ name: String) -> Variable<Scalar> {
      pass.parameter("layer\(layer).\(name)")
    }
  }
}
