import Autodiff
import Numerics

/// The loss of a training as a function of parameters and items.
struct TrainingPass {
  /// Some training items that go through the model together.
  struct Batch {
    /// Images or graphs that a pass takes; nodes where it takes no items.
    let items: [Int32]
    /// The rows of the targets that are measured.
    let measured: [Int32]
    /// Where the output has them, when that is not their order.
    let rows: [Int32]?
    /// Where it stands, for messages.
    let place: String
    /// Names the batch's random choices.
    let moment: String
  }

  /// Loss and gradients of the mean over one or several batches.
  struct Evaluation {
    let loss: Double
    /// What the mean was divided by.
    let weight: Double
    /// One a trained parameter.
    let gradients: [Tensor<Float>]
    /// New values of buffers by path.
    let buffers: [String: Tensor<Float>]
  }

  let model: Model
  let input: BoundInput<Float>
  let criterion: Criterion
  let neighbours: NeighbourSampler?
  let seed: UInt64
  /// Whether every value and gradient is examined.
  var checksNumerics = false

  /// Whether a batch takes some items through the model, and not the whole graph.
  var takesBatches: Bool { model.takesItems(input) || neighbours != nil }

  /// The gradient of the mean loss over all items of some batches.
  func evaluate(
    _ batches: [Batch], _ parameters: ParameterTree<Float>
  ) throws -> Evaluation {
    guard batches.count != 1 else { return try evaluate(batches[0], parameters) }
    var parameters = parameters
    var loss = 0.0
    var gradients: [Tensor<Float>] = []
    var buffers: [String: Tensor<Float>] = [:]
    let total = batches.reduce(0) { $0 + criterion.weight(of: $1.measured) }
    for batch in batches {
      let part = try evaluate(batch, parameters)
      guard part.loss.isFinite else { return part }
      let share = total > 0 ? part.weight / total : 0
      loss += part.loss * share
      if gradients.isEmpty {
        gradients = part.gradients
        for index in gradients.indices { gradients[index].scale(by: Float(share)) }
      } else {
        for (index, gradient) in part.gradients.enumerated() {
          gradients[index].add(gradient, scaledBy: Float(share))
        }
      }
      // What a batch leaves in buffers the next one finds there.
      for (index, leaf) in parameters.leaves.enumerated() {
        if let buffer = part.buffers[leaf.path] { parameters.leaves[index].tensor = buffer }
      }
      buffers.merge(part.buffers) { $1 }
    }
    return Evaluation(loss: loss, weight: total, gradients: gradients, buffers: buffers)
  }

  private func evaluate(
    _ batch: Batch, _ parameters: ParameterTree<Float>
  ) throws -> Evaluation {
    let tape = Tape<Float>(checkingNumerics: checksNumerics)
    let mode = PassMode(isTraining: true, seed: seed, moment: batch.moment)
    let (input, rows) = selection(batch)
    let pass = try model.forward(input, parameters: parameters, tape: tape, mode: mode)
    let loss = criterion.mean(pass.logits, items: batch.measured, rows: rows)
    let gradients = tape.gradients(of: loss, withRespectTo: pass.trained)
    if let fault = tape.numericFault { throw ModelError(.notFinite, "\(batch.place): \(fault)") }
    return Evaluation(
      loss: Double(loss.value.scalar), weight: criterion.weight(of: batch.measured),
      gradients: gradients, buffers: pass.updatedBuffers)
  }

  /// What a batch is fed, and the row of each of its items in the output; nil when those are the items in order.
  private func selection(_ batch: Batch) -> (BoundInput<Float>, rows: [Int32]?) {
    if model.takesItems(input) { return (input.items(batch.items), batch.rows) }
    guard let neighbours, let `operator` = input.operators.values.first?.matrix else {
      return (input, model.output.support == .whole ? nil : batch.items)
    }
    var stream = RandomStream(seed: seed, "neighbours", batch.moment)
    // Slots come in no order of their own, but all their patterns agree: that was checked.
    let sample = neighbours.sample(
      batch.items, rowOffsets: `operator`.rowOffsets, columnIndices: `operator`.columnIndices,
      stream: &stream)
    return (input.neighbourhood(sample), batch.items.map { sample.positions[Int($0)] })
  }
}
