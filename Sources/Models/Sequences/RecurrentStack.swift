import Autodiff
import Numerics

/// Layers of a recurrent network over the steps of each item, in one direction or both: what the blocks of all cells share.
struct RecurrentStack: Sendable {
  /// Which steps a block hands on.
  enum Returned: Sendable {
    /// The state of every step.
    case states
    /// The state after the last step of each item.
    case final
  }

  let cell: RecurrentCellKind
  let channels: ChannelCount
  let layers: Int
  let isBidirectional: Bool
  let dropout: Double
  let returned: Returned
  /// How the bias begins, a group of columns for every gate.
  let bias: Initialization
  /// How the logit of what a leaky unit keeps begins.
  let leak: Initialization

  /// A stack of checked options; `biases` are made of how the longest memory was stated.
  init(
    _ options: BlockOptions, cell: RecurrentCellKind, bias: Initialization,
    leak: Initialization = .zeros
  ) {
    self.cell = cell
    channels = options.channels("channels")
    layers = options.integer("layers")
    isBidirectional = options.boolean("bidirectional")
    dropout = options.number("dropout")
    returned = options.text("returns") == "final" ? .final : .states
    (self.bias, self.leak) = (bias, leak)
  }

  /// The options that blocks of every cell take.
  static let options = [
    BlockOption("channels", .channels, doc: "units of the state, in each direction"),
    BlockOption("layers", .integer(1...1000), default: 1, doc: "layers one after the other"),
    BlockOption(
      "bidirectional", .boolean, default: false,
      doc: "whether each layer reads the item from its end as well; that doubles the channels"),
    BlockOption(
      "dropout", .number(0...0.99), default: 0.0,
      doc: "probability of dropping a value between two layers, while training"),
    BlockOption(
      "returns", .choice(["states", "final"]), default: "states",
      doc: "the state of every step, or one vector an item: the state after its last step"),
  ]

  /// The option of gated cells that begins them with memories of many lengths.
  static let chrono = BlockOption(
    "chrono", .number(3...1e9), optional: true,
    doc: "longest memory in steps: biases begin so that memories are spread up to it")

  /// A state forgets where its item began, so that shifts are respected after a while.
  static let plainClaims: [BlockDeclaration.SymmetryClaim] = [
    .init(.translation, .approximate("the state forgets what came before the shift"))
  ]

  /// A warp of time turns a gated network into another with other gates (Tallec & Ollivier 2018, section 1.2): it is the
  /// family that is closed under warps, not each member.
  static let gatedClaims =
    [
      BlockDeclaration.SymmetryClaim(
        .timeWarping,
        .approximate(
          "the family is closed under warps; a member follows those its gates have learned"))
    ] + plainClaims

  /// A change of speed that is the same at all times turns a leaky network into another with other leaks (section 1.1).
  static let leakyClaims =
    [
      BlockDeclaration.SymmetryClaim(
        .timeWarping,
        .approximate(
          "the family is closed under one change of speed; a member has the speed of its leaks"))
    ] + plainClaims

  private var directions: [String] { isBidirectional ? ["", "reverse_"] : [""] }

  /// For each layer and direction weights `[c, gates k]` and `[k, gates k]` and biases.
  func prepare(_ site: inout BlockSite) -> FieldSignature {
    let count = site.count(channels)
    let columns = count.map { cell.gates * $0 }
    let width = count.map { directions.count * $0 }
    for layer in 0..<layers {
      for direction in directions {
        let place = "layer\(layer).\(direction)"
        let gates = cell.gates
        site.parameter(
          place + "input", shape: [layer == 0 ? site.input.channels : width, columns],
          .groups([Initialization](repeating: .glorotUniform, count: gates)))
        site.parameter(
          place + "hidden", shape: [count, columns],
          .groups([Initialization](repeating: .orthogonal(gain: 1), count: gates)))
        site.parameter(place + "bias", shape: [columns], bias, decays: false)
        if case .gru = cell {
          site.parameter(place + "hidden_bias", shape: [columns], .zeros, decays: false)
        }
        if case .leaky = cell {
          site.parameter(place + "leak", shape: [count], leak, decays: false)
        }
      }
    }
    let output = site.input.with(channels: width)
    return returned == .final ? output.on(.whole) : output
  }

  /// `[steps, c]` → `[steps, k]`, or `[items, k]`.
  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    let rows = input.dense(on: pass.tape)
    let items = try pass.items(of: rows)
    let lengths = items.isUniform ? nil : items.lengths
    var keys = RandomStream(seed: pass.randomKey(), "dropout")
    var x = rows.padded(items: items)
    for layer in 0..<layers {
      let results = directions.map { direction in
        run(x, lengths: lengths, reversed: !direction.isEmpty) {
          pass.parameter("layer\(layer).\(direction)\($0)")
        }
      }
      if layer == layers - 1, returned == .final {
        return .dense(joined(results.map(\.final)))
      }
      x = joined(results.map(\.states))
      if pass.isTraining, layer < layers - 1 { x = x.dropout(rate: dropout, key: keys.next()) }
    }
    return .dense(x.unpadded(items: items))
  }

  private func joined<Scalar: TensorScalar>(_ parts: [Variable<Scalar>]) -> Variable<Scalar> {
    parts.count == 1 ? parts[0] : concatenate(parts, axis: -1)
  }

  private func run<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, lengths: [Int]?, reversed: Bool,
    parameter: (String) -> Variable<Scalar>
  ) -> (states: Variable<Scalar>, final: Variable<Scalar>) {
    var weights = RecurrentWeights(
      input: parameter("input"), hidden: parameter("hidden"), inputBias: parameter("bias"))
    switch cell {
    case .plain(let isRectifier):
      let result = x.recurrent(
        weights, nonlinearity: isRectifier ? .relu : .tanh, lengths: lengths, reversed: reversed)
      return (result.outputs, result.hidden)
    case .leaky:
      let result = x.gru(
        Self.gated(weights, keeping: parameter("leak")), lengths: lengths, reversed: reversed)
      return (result.outputs, result.hidden)
    case .gru:
      weights.hiddenBias = parameter("hidden_bias")
      let result = x.gru(weights, lengths: lengths, reversed: reversed)
      return (result.outputs, result.hidden)
    case .lstm:
      let result = x.lstm(weights, lengths: lengths, reversed: reversed)
      return (result.outputs, result.hidden)
    }
  }

  /// A leaky network as gated units: the reset gate is 1, and the update gate does not look at anything.
  private static func gated<Scalar: TensorScalar>(
    _ weights: RecurrentWeights<Scalar>, keeping leak: Variable<Scalar>
  ) -> RecurrentWeights<Scalar> {
    let units = leak.shape[0], tape = leak.tape
    func blind(_ matrix: Variable<Scalar>) -> Variable<Scalar> {
      concatenate(
        [tape.constant(Tensor(zeros: [matrix.shape[0], 2 * units])), matrix], axis: 1)
    }
    // σ(1000) is 1 in either precision.
    let open = tape.constant(Tensor<Scalar>(repeating: 1000, shape: [units]))
    let bias = weights.inputBias ?? tape.constant(Tensor(zeros: [units]))
    return RecurrentWeights(
      input: blind(weights.input), hidden: blind(weights.hidden),
      inputBias: concatenate([open, leak, bias], axis: 0))
  }
}
