import Autodiff

/// What blocks of attention over neighbours have in common: heads, how they are joined, and dropout of coefficients and features.
struct GraphAttentionOptions: Sendable {
  static let declared = [
    BlockOption("channels", .channels, doc: "output channels of each head"),
    BlockOption(
      "heads", .integer(1...1024), default: 1, doc: "independent attentions side by side"),
    BlockOption(
      "join", .choice(["concat", "mean"]), default: "concat",
      doc: "whether the heads' channels stand side by side or are averaged"),
    BlockOption(
      "slope", .number(0...1), default: 0.2, doc: "of the scores' leaky rectifier below 0"),
    BlockOption(
      "dropout", .number(0...0.99), default: 0.0,
      doc: "probability of dropping an attention coefficient while training"),
    BlockOption(
      "feature_dropout", .number(0...0.99), default: 0.0,
      doc:
        "probability of dropping a number of the projected features that coefficients weigh, while training; scores see them all"
    ),
    BlockOption("bias", .boolean, default: true, doc: "whether b is added"),
  ]

  let channels: ChannelCount
  let heads: Int
  let slope: Double
  private let averages: Bool
  private let dropout: Double
  private let featureDropout: Double
  private let bias: Bool

  init(_ options: BlockOptions) {
    channels = options.channels("channels")
    heads = options.integer("heads")
    averages = options.text("join") == "mean"
    slope = options.number("slope")
    dropout = options.number("dropout")
    featureDropout = options.number("feature_dropout")
    bias = options.boolean("bias")
  }

  /// States bias and neighbours; hands on the joined heads.
  func finish(_ site: inout BlockSite, count: Int?) -> FieldSignature {
    let joined = averages ? count : count.map { $0 * heads }
    if bias { site.parameter("bias", shape: [joined], .zeros, decays: false) }
    if case .nodes(let level) = site.input.support {
      site.needOperator("neighbours", level: level)
    }
    return site.input.with(channels: joined)
  }

  /// The probability of dropping a coefficient in this pass.
  func rate<Scalar>(_ pass: BlockPass<Scalar>) -> Double { pass.isTraining ? dropout : 0 }

  /// The key of this pass's dropout.
  func key<Scalar>(_ pass: BlockPass<Scalar>) -> UInt64 { rate(pass) > 0 ? pass.randomKey() : 0 }

  /// What coefficients weigh in this pass: the projected features `[nodes, heads, k]`, some of them dropped.
  func weighed<Scalar>(
    _ values: Variable<Scalar>, _ pass: BlockPass<Scalar>
  ) -> Variable<Scalar> {
    guard pass.isTraining && featureDropout > 0 else { return values }
    // The pass gives a block one key; coefficients are dropped by it, features by the next.
    return values.dropout(rate: featureDropout, key: pass.randomKey() &+ 1)
  }

  /// `[nodes, heads, k]` → `[nodes, heads · k]` or `[nodes, k]`, with the bias.
  func joined<Scalar>(_ y: Variable<Scalar>, _ pass: BlockPass<Scalar>) -> Variable<Scalar> {
    let (nodes, channels) = (y.shape[0], y.shape[2])
    let rows =
      averages && heads > 1
      ? y.mean(axes: [1]) : y.reshaped(to: [nodes, heads * channels])
    return bias ? rows + pass.parameter("bias") : rows
  }
}
