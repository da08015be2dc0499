internal import Autodiff

/// A training step of a three-layer GCN with 256 hidden channels on a graph of a hundred thousand nodes, Adam.
struct ArxivJob: LearningJob {
  private let data: GraphData
  private let features: Tensor<Float>
  private let propagation: SparseOperator<Float>
  private var state: AdamState
  private var key: UInt64 = 0

  init(_ folder: BenchFolder) throws {
    let data = try GraphData(folder)
    self.data = data
    features = try folder.tensor("features")
    propagation = SparseOperator(data.propagation)
    state = AdamState(
      try ["w1", "b1", "w2", "b2", "w3", "b3"].map { try folder.tensor($0) }, rate: 0.01)
  }

  mutating func run() -> Double {
    key += 2
    let tape = Tape<Float>()
    let p = state.parameters.map(tape.parameter)
    // The side with fewer channels is the one to gather.
    var x = propagation.multiply(tape.constant(features)).matmul(p[0]) + p[1]
    x = x.relu(dropout: data.rate, key: key)
    x = propagation.multiply(x.matmul(p[2]), adding: p[3]).relu(dropout: data.rate, key: key + 1)
    let logits = propagation.multiply(x.matmul(p[4]), adding: p[5])
    let loss = logits.crossEntropy(labels: data.labels, rows: data.training)
    state.update(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
