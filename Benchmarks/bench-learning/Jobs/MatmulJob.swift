internal import Autodiff

/// A product of two dense matrices `a` and `b`.
struct MatmulJob: LearningJob {
  private let a: Tensor<Float>
  private let b: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (a, b) = (try folder.tensor("a"), try folder.tensor("b"))
  }

  func run() -> Double {
    let tape = Tape<Float>(recording: false)
    let product = tape.constant(a).matmul(tape.constant(b)).value
    return Double(product[0, 0])
  }
}
