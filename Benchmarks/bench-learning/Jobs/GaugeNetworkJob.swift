internal import Autodiff
internal import Models
internal import Numerics

/// A training step of a gauge-equivariant network on a mesh (de Haan, Weiler, Cohen and Welling, 2021): seven convolutions of
/// sixteen channels of orders 0, 1 and 2, all but the first with a shortcut, regular nonlinearities of seven samples,
/// a class for each vertex, Adam.
struct GaugeNetworkJob: LearningJob {
  private static let orders = [0, 1, 2], samples = 7, layers = 7
  private let features: Tensor<Float>
  private let labels: [Int32]
  private let first = GaugeConvolution(from: [0], to: orders, averaging: false)
  private let further = GaugeConvolution(from: orders, to: orders, averaging: false)
  private let tables: [ConvolutionTables<Float>]
  private let circle = CircleSamples<Float>(orders: orders, count: samples)
  private var training: AdamState

  init(_ folder: BenchFolder) throws {
    let x = try folder.tensor("x")
    features = x.reshaped(to: [x.shape[0], 1, x.shape[1]])
    labels = try folder.indices("labels")
    let (offsets, columns) = (try folder.indices("offsets"), try folder.indices("columns"))
    func matrix(_ values: [Float]) throws -> SparseOperator<Float> {
      SparseOperator(
        try SparseMatrix(
          rows: offsets.count - 1, columns: offsets.count - 1, rowOffsets: offsets,
          columnIndices: columns, values: values))
    }
    let neighbourhoods = try MeshNeighbourhoods(
      distances: matrix([Float](repeating: 1, count: columns.count)),
      angles: matrix(folder.tensor("angles").scalars),
      turns: matrix(folder.tensor("turns").scalars))
    tables = [first.tables(neighbourhoods), further.tables(neighbourhoods)]
    let names = (0..<Self.layers).flatMap { layer in
      Self.orders.map { "neighbours\($0)_\(layer)" }
        + (layer == 0 ? [0] : Self.orders).map { "self\($0)_\(layer)" } + ["bias\(layer)"]
    }
    training = AdamState(
      try (names + ["last", "last_b"]).map { try folder.tensor($0) }, rate: 1e-3)
  }

  mutating func run() -> Double {
    let tape = Tape<Float>()
    let p = training.parameters.map(tape.parameter)
    var rest = p[...]
    func take(_ count: Int) -> [Variable<Float>] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    var y = tape.constant(features)
    for layer in 0..<Self.layers {
      let neighbours = take(3)
      let own: [Variable<Float>?] = layer == 0 ? take(1) + [nil, nil] : take(3)
      let bias = take(1)[0].unsqueezed(axis: 0)
      let convolution = layer == 0 ? first : further
      let found = circle.rectified(
        convolution(y, tables[min(1, layer)], neighbours: neighbours, own: own, bias: bias))
      y = layer == 0 ? found : y + found
    }
    let scalars = y.slice(axis: 1, 0..<1).reshaped(to: [y.shape[0], y.shape[2]])
    let loss = scalars.linear(weights: rest[rest.startIndex], bias: rest[rest.startIndex + 1])
      .crossEntropy(labels: labels)
    training.step(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
