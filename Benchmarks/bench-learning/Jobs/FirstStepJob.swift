internal import Autodiff

/// A training step of a perceptron with one hidden layer on a batch of images of 8 × 8 pixels: what a process is timed on
/// from its start, so everything is small.
struct FirstStepJob: LearningJob {
  private let images: Tensor<Float>
  private let labels: [Int32]
  private var parameters: [Tensor<Float>]
  private var moments: [(first: Tensor<Float>, second: Tensor<Float>)]
  private var step = 0

  init(_ folder: BenchFolder) throws {
    images = try folder.tensor("x")
    labels = try folder.indices("y")
    parameters = try ["w1", "b1", "w2", "b2"].map(folder.tensor)
    moments = parameters.map { (Tensor(zeros: $0.shape), Tensor(zeros: $0.shape)) }
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = parameters.map(tape.parameter)
    let hidden = (tape.constant(images).matmul(p[0]) + p[1]).relu()
    let loss = (hidden.matmul(p[2]) + p[3]).crossEntropy(labels: labels)
    let gradients = tape.gradients(of: loss, withRespectTo: p)
    step += 1
    for index in parameters.indices {
      parameters[index].adamStep(
        gradient: gradients[index], first: &moments[index].first, second: &moments[index].second,
        step: step, rate: 0.001)
    }
    return Double(loss.value.scalar)
  }
}
