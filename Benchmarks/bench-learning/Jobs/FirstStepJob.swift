internal import Autodiff

/// A training step of a perceptron with one hidden layer on a batch of images of 8 × 8 pixels: what a process is timed on
/// from its start, so everything is small.
struct FirstStepJob: LearningJob {
  private let images: Tensor<Float>
  private let labels: [Int32]
  private var state: AdamState

  init(_ folder: BenchFolder) throws {
    images = try folder.tensor("x")
    labels = try folder.indices("y")
    state = AdamState(try ["w1", "b1", "w2", "b2"].map(folder.tensor), rate: 0.001)
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = state.parameters.map(tape.parameter)
    let hidden = (tape.constant(images).matmul(p[0]) + p[1]).relu()
    let loss = (hidden.matmul(p[2]) + p[3]).crossEntropy(labels: labels)
    let gradients = tape.gradients(of: loss, withRespectTo: p)
    state.step(gradients)
    return Double(loss.value.scalar)
  }
}
