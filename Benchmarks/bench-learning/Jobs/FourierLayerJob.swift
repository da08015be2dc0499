internal import Autodiff

/// A step of training a layer of a Fourier neural operator (Li et al., 2021): 12 modes each way, channels mixed by a matrix
/// for each frequency; gradients to the weights and to the grids.
struct FourierLayerJob: LearningJob {
  private let grids: Tensor<Float>
  private let weights: Tensor<Float>
  private let modes: FourierModes<Float>

  init(_ folder: BenchFolder) throws {
    (grids, weights) = (try folder.tensor("x"), try folder.tensor("weights"))
    modes = try FourierModes(
      points: Array(grids.shape[1...2]), modes: [weights.shape[0] / 2, weights.shape[1]])
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let (x, w) = (tape.parameter(grids), tape.parameter(weights))
    let mixed = modes.modes(of: x).mixingChannels(by: ComplexVariable(parts: w))
    let loss = modes.grids(of: mixed).power(2).mean()
    _ = tape.gradients(of: loss, withRespectTo: [x, w])
    return Double(loss.value.scalar)
  }
}
