internal import Autodiff
internal import Models

/// A training step of a declared model with parameters that the peers' side wrote.
///
/// It does what a training does at each step: all parameters on a tape, the blocks one after the other, a loss, gradients, and Adam.
struct ModelStep {
  private let model: Model
  private let paths: [String]
  private let input: BoundInput<Float>
  private let trained: [Int]
  private var state: AdamState
  private var number = 0

  /// - Parameters:
  ///   - description: the model.
  ///   - input: what it is fed.
  ///   - outputs: numbers that the model hands on for each item.
  ///   - parameters: by their paths; all that the model trains.
  init(
    _ description: ModelValue, input: ModelInput, outputs: Int,
    parameters: [String: Tensor<Float>], rate: Double, weightDecay: Double
  ) throws {
    let description = try ModelDescription(description)
    let channels = description.inputs.compactMap { field in
      input.fields[field.name]?.shape.last.map { InputSignature.Entry(field.name, $0) }
    }
    let images = description.inputs.first.flatMap { input.fields[$0.name] }
    let gridShape = description.domain == .grid ? Array(images?.shape[1...2] ?? []) : []
    let model = try Model(
      layers: description,
      signature: InputSignature(
        channels: channels, gridShape: gridShape, classNames: [], targetCount: outputs), seed: 1)
    let specifications = model.specifications
    trained = specifications.indices.filter { specifications[$0].isTrained }
    paths = model.parameters.leaves.map(\.path)
    let given = try trained.map { index -> Tensor<Float> in
      let leaf = model.parameters.leaves[index]
      guard let tensor = parameters[leaf.path], tensor.count == leaf.tensor.count else {
        throw BenchError(text: "no parameter \(leaf.path) of shape \(leaf.tensor.shape)")
      }
      return tensor.reshaped(to: leaf.tensor.shape)
    }
    state = AdamState(given, rate: rate, weightDecay: weightDecay)
    self.input = try BoundInput(input, for: model, as: Float.self)
    self.model = model
  }

  /// One step; gives back the loss before it.
  mutating func run(_ loss: (Variable<Float>) -> Variable<Float>) throws -> Double {
    number += 1
    var parameters = model.parameters
    for (index, tensor) in zip(trained, state.parameters) {
      parameters.leaves[index].tensor = tensor
    }
    let tape = Tape<Float>()
    let pass = try model.forward(
      input, parameters: parameters, tape: tape,
      mode: PassMode(isTraining: true, seed: 1, moment: "step \(number)"))
    let value = loss(pass.logits)
    let gradients = tape.gradients(of: value, withRespectTo: pass.trained)
    // The step changes parameters in place only if nothing else holds them.
    parameters = ParameterTree([])
    state.step(gradients)
    return Double(value.value.scalar)
  }
}
