internal import Autodiff

/// A training step of an E(n)-equivariant network (Satorras, Hoogeboom and Welling, 2021) with velocities on systems of
/// charged bodies, every pair of which is joined: four layers, width 64, the mean squared error of positions, Adam.
struct EGNNJob: LearningJob {
  private let layers = 4
  private let positions: Tensor<Float>
  private let velocities: Tensor<Float>
  private let speeds: Tensor<Float>
  private let charges: Tensor<Float>
  private let target: Tensor<Float>
  private let edges: EdgeList
  private var training: AdamState

  init(_ folder: BenchFolder) throws {
    (positions, velocities) = (try folder.tensor("x"), try folder.tensor("v"))
    (charges, target) = (try folder.tensor("charges"), try folder.tensor("target"))
    speeds = try folder.tensor("speed")
    let (receivers, senders) = (try folder.indices("receivers"), try folder.indices("senders"))
    edges = try EdgeList(senders: senders, receivers: receivers, nodes: positions.shape[0])
    let names = (0..<layers).flatMap { layer in
      Self.names.map { "\($0)\(layer)" }
    }
    let parameters = try (["embed", "embed_b"] + names).map { try folder.tensor($0) }
    training = AdamState(parameters, rate: 5e-4, weightDecay: 1e-12)
  }

  private static let names = [
    "nodes", "pairs", "e1_b", "e2", "e2_b", "h1", "h1_b", "h2", "h2_b", "x1", "x1_b", "x2", "v1",
    "v1_b", "v2", "v2_b",
  ]

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = training.parameters.map(tape.parameter)
    let velocity = tape.constant(velocities)
    var x = tape.constant(positions)
    var h = tape.constant(speeds).linear(weights: p[0], bias: p[1])
    let charge = tape.constant(charges)
    let pairs = concatenate(
      [
        charge.gatherRows(edges.receivers) * charge.gatherRows(edges.senders),
        edges.differences(x).squaredLengths,
      ],
      axis: 1)
    for layer in 0..<layers {
      let w = Array(p[(2 + layer * Self.names.count)...].prefix(Self.names.count))
      let (difference, squared) = edges.differences(x)
      let first = edges.messages(
        nodes: h.linear(weights: w[0]),
        edges: (concatenate([squared, pairs], axis: 1), w[1]), bias: w[2], activation: .silu)
      let message = first.linear(weights: w[3], bias: w[4], activation: .silu)
      let factor = message.linear(weights: w[9], bias: w[10], activation: .silu).linear(
        weights: w[11])
      let moved = edges.meanReceived(difference, weights: factor)
      let pace = h.linear(weights: w[12], bias: w[13], activation: .silu).linear(
        weights: w[14], bias: w[15])
      x = x + moved + pace * velocity
      let update = concatenate([h, edges.received(message)], axis: 1)
        .linear(weights: w[5], bias: w[6], activation: .silu).linear(weights: w[7], bias: w[8])
      h = h + update
    }
    let loss = x.squaredError(to: tape.constant(target))
    training.step(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
