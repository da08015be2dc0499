internal import Autodiff

/// A step of learning a filter of whole spectra: real Fourier transforms of channels-last grids both ways, a factor for each
/// frequency and channel; gradients to the filter and to the grids.
struct SpectralFilterJob: LearningJob {
  private let grids: Tensor<Float>
  private let filter: Tensor<Float>

  init(_ folder: BenchFolder) throws {
    (grids, filter) = (try folder.tensor("x"), try folder.tensor("filter"))
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let (x, f) = (tape.parameter(grids), tape.parameter(filter))
    let filtered = x.realFourier(axes: [1, 2]) * f
    let result = filtered.inverseRealFourier(axes: [1, 2], size: grids.shape[2])
    let loss = result.power(2).mean()
    _ = tape.gradients(of: loss, withRespectTo: [x, f])
    return Double(loss.value.scalar)
  }
}
