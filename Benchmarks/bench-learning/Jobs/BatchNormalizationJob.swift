internal import Autodiff

/// Batch normalization of feature maps, and the gradients of the sum of its products with a probe.
struct BatchNormalizationJob: LearningJob {
  private let images: Tensor<Float>
  private let scale: Tensor<Float>
  private let shift: Tensor<Float>
  private let probe: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (images, probe) = (try folder.tensor("images"), try folder.tensor("probe"))
    (scale, shift) = (try folder.tensor("scale"), try folder.tensor("shift"))
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let variables = [images, scale, shift].map(tape.parameter)
    let output = variables[0].batchNormalized(scale: variables[1], shift: variables[2]).output
    let gradients = tape.gradients(
      of: (output * tape.constant(probe)).sum(), withRespectTo: variables)
    return gradients[0].squaredNorm
  }
}
