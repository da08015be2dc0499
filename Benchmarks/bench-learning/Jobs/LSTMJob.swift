internal import Autodiff

/// A training step of a long short-term memory on the adding problem: a linear layer on the last state, the mean
/// squared error, the gradient's norm clipped to 1, Adam.
struct LSTMJob: LearningJob {
  private let x: Tensor<Float>
  private let y: Tensor<Float>
  private var training: AdamState

  init(_ folder: BenchFolder) throws {
    (x, y) = (try folder.tensor("x"), try folder.tensor("y"))
    let names = ["wx", "wh", "bx", "bh", "wo", "bo"]
    training = AdamState(try names.map { try folder.tensor($0) }, rate: 1e-3)
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = training.parameters.map(tape.parameter)
    let weights = RecurrentWeights(input: p[0], hidden: p[1], inputBias: p[2], hiddenBias: p[3])
    let output = tape.constant(x).lstm(weights).hidden.linear(weights: p[4], bias: p[5])
    let loss = output.squaredError(to: tape.constant(y))
    var gradients = tape.gradients(of: loss, withRespectTo: p)
    clipNorm(of: &gradients, to: 1)
    training.update(gradients)
    return Double(loss.value.scalar)
  }
}
