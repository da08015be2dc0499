internal import Autodiff
internal import Models

/// A training step of the spherical network of Cohen, Geiger, Köhler & Welling (2018) for digits on the sphere with Adam:
/// bandwidths 30, 10 and 6, with 20 and 40 channels.
struct SphericalJob: LearningJob {
  private var state: AdamState
  private let images: Tensor<Float>
  private let labels: [Int32]
  private let first = LocalizedFilter()
  private let second = LocalizedFilter(turns: 8)

  init(_ folder: BenchFolder) throws {
    state = AdamState(
      try ["w1", "b1", "w2", "b2", "w3", "b3"].map(folder.tensor), rate: 1e-3)
    (images, labels) = (try folder.tensor("images"), try folder.indices("labels"))
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = state.parameters.map(tape.parameter)
    let sphere = tape.constant(images).sphericalFourier(degrees: 10)
      .sphericalCorrelation(first.spectra(p[0], degrees: 10))
    let wide = (sphere.inverseRotationFourier() + p[1]).relu().rotationFourier(degrees: 6)
      .rotationCorrelation(second.spectra(p[2], degrees: 6))
    let loss = (wide.inverseRotationFourier() + p[3]).relu().harmonicMean()
      .linear(weights: p[4], bias: p[5]).crossEntropy(labels: labels)
    state.step(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
