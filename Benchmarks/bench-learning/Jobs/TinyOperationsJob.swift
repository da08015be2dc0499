internal import Autodiff

/// A thousand operations on eight elements, with the gradient: what an operation costs besides its elements.
struct TinyOperationsJob: LearningJob {
  private let x: Tensor<Float>

  init(_ folder: BenchFolder) throws { x = try folder.tensor("x") }

  func run() -> Double {
    let tape = Tape<Float>()
    let input = tape.parameter(x)
    var y = input
    for _ in 0..<250 { y = (y * input + input).tanh() * 0.5 }
    let loss = y.sum()
    return Double(loss.value.scalar)
      + Double(tape.gradients(of: loss, withRespectTo: [input])[0][0])
  }
}
