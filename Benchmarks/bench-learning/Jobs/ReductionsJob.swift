internal import Autodiff

/// Sums, means and maxima of ten million elements along rows, along columns and over all, with the gradient.
struct ReductionsJob: LearningJob {
  private let x: Tensor<Float>

  init(_ folder: BenchFolder) throws { x = try folder.tensor("x") }

  func run() -> Double {
    let tape = Tape<Float>()
    let input = tape.parameter(x)
    let rows = (input.sum(axes: [1]) * input.max(axis: 1)).mean()
    let columns = (input.mean(axes: [0]) * input.max(axis: 0)).sum()
    let loss = rows + columns + input.sum() * 1e-3
    let gradient = tape.gradients(of: loss, withRespectTo: [input])[0]
    return Double(loss.value.scalar) + Double(gradient[0, 0])
  }
}
