internal import Autodiff

/// relu(x a + b) tanh x on ten million elements, and the gradients of its mean to x, a and b.
struct ElementwiseJob: LearningJob {
  private let x: Tensor<Float>
  private let a: Tensor<Float>
  private let b: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (x, a, b) = (try folder.tensor("x"), try folder.tensor("a"), try folder.tensor("b"))
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let inputs = [x, a, b].map(tape.parameter)
    let loss = ((inputs[0] * inputs[1] + inputs[2]).relu() * inputs[0].tanh()).mean()
    let gradients = tape.gradients(of: loss, withRespectTo: inputs)
    return Double(loss.value.scalar) + Double(gradients[0][0, 0])
  }
}
