internal import Autodiff
internal import Numerics

/// A step of DiffusionNet's learned diffusion (Sharp et al., 2022) in an eigenbasis; gradients to values and times.
struct SpectralDiffusionJob: LearningJob {
  private let values: Tensor<Float>
  private let times: Tensor<Float>
  private let basis: SpectralBasis<Float>

  init(_ folder: BenchFolder) throws {
    (values, times) = (try folder.tensor("x"), try folder.tensor("times"))
    let vectors = try folder.tensor("vectors")
    func doubles(_ name: String) throws -> [Double] {
      try folder.tensor(name).scalars.map { Double($0) }
    }
    basis = SpectralBasis([
      try .init(
        vectors: DenseMatrix(
          rows: vectors.shape[0], columns: vectors.shape[1],
          values: vectors.scalars.map { Double($0) }),
        values: doubles("values"), mass: doubles("mass"))
    ])
  }

  func run() -> Double {
    let tape = Tape<Float>()
    let (x, t) = (tape.parameter(values), tape.parameter(times))
    let loss = basis.diffused(x, times: t).power(2).mean()
    _ = tape.gradients(of: loss, withRespectTo: [x, t])
    return Double(loss.value.scalar)
  }
}
