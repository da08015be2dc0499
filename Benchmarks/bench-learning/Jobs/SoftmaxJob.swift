internal import Autodiff

/// Softmax along the rows of ten million elements.
struct SoftmaxJob: LearningJob {
  private let x: Tensor<Float>

  init(_ folder: BenchFolder) throws { x = try folder.tensor("x") }

  func run() -> Double {
    Double(Tape<Float>(recording: false).constant(x).softmax().value[0, 0])
  }
}

/// Softmax along the rows of ten million elements, and the gradient of a weighted sum of it.
struct SoftmaxGradientJob: LearningJob {
  private let x: Tensor<Float>
  private let weights: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (x, weights) = (try folder.tensor("x"), try folder.tensor("weights"))
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let input = tape.parameter(x)
    let loss = (input.softmax() * tape.constant(weights)).sum()
    let gradient = tape.gradients(of: loss, withRespectTo: [input])[0]
    return Double(loss.value.scalar) + Double(gradient[0, 0])
  }
}
