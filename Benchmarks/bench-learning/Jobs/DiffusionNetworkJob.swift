internal import Autodiff
internal import Numerics

/// A training step of DiffusionNet (Sharp, Attaiki, Crane and Ovsjanikov, 2022): four blocks of 128 channels with 128 modes,
/// a class for each vertex, Adam.
struct DiffusionNetworkJob: LearningJob {
  private static let blocks = 4
  private let features: Tensor<Float>
  private let labels: [Int32]
  private let basis: SpectralBasis<Float>
  private let pattern: SparsePattern
  private let gradient: Tensor<Float>
  private let rate: Double
  private var training: AdamState
  private var steps: UInt64 = 0

  init(_ folder: BenchFolder) throws {
    features = try folder.tensor("x")
    labels = try folder.indices("labels")
    rate = Double(try folder.tensor("rate").scalars[0])
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
    let (offsets, columns) = (try folder.indices("offsets"), try folder.indices("columns"))
    pattern = SparsePattern(
      try SparseMatrix<Float>(
        rows: offsets.count - 1, columns: offsets.count - 1, rowOffsets: offsets,
        columnIndices: columns, values: [Float](repeating: 1, count: columns.count)))
    gradient = try folder.tensor("gradient")
    let names = (0..<Self.blocks).flatMap { block in
      ["time\(block)", "real\(block)", "imaginary\(block)"]
        + (0..<3).flatMap { ["mlp\($0)_\(block)", "mlp\($0)_\(block)_b"] }
    }
    training = AdamState(
      try (["first", "first_b", "last", "last_b"] + names).map { try folder.tensor($0) },
      rate: 1e-3)
  }

  mutating func run() -> Double {
    steps += 1
    let tape = Tape<Float>()
    let p = training.parameters.map(tape.parameter)
    let gradient = tape.constant(gradient)
    var x = tape.constant(features).linear(weights: p[0], bias: p[1])
    for block in 0..<Self.blocks {
      let w = Array(p[(4 + 9 * block)...].prefix(9))
      let diffused = basis.diffused(x, times: w[0])
      let slopes = pattern.moments(diffused, weights: gradient)
      let aligned = slopes.gradientFeatures(real: w[1], imaginary: w[2])
      let key = steps * 100 + UInt64(2 * block)
      let width = x.shape[1]
      let first = w[3].split(axis: 0, sizes: [width, width, width])
      let mixed = linear(
        zip([x, diffused, aligned], first).map { LinearBlock($0, weights: $1, output: 0) },
        width: width, bias: w[4])
      let hidden = mixed.relu(dropout: rate, key: key)
        .linear(
          weights: w[5], bias: w[6], activation: .relu, dropoutRate: rate, dropoutKey: key + 1)
      x = x + hidden.linear(weights: w[7], bias: w[8])
    }
    let loss = x.linear(weights: p[2], bias: p[3]).crossEntropy(labels: labels)
    training.step(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
