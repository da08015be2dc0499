internal import Autodiff

/// A training step of the two-layer GCN on a citation graph with bags of words (Kipf and Welling, 2017): dropout on both
/// layers' inputs, Adam with weight decay.
struct GCNCoraJob: LearningJob {
  private let data: GraphData
  private let features: SparseOperator<Float>
  private let propagation: SparseOperator<Float>
  private var state: AdamState
  private var key: UInt64 = 0

  init(_ folder: BenchFolder) throws {
    data = try GraphData(folder)
    let parameters = try ["w1", "b1", "w2", "b2"].map { try folder.tensor($0) }
    features = try GraphData.features(folder, columns: parameters[0].shape[0])
    propagation = SparseOperator(data.propagation)
    state = AdamState(parameters, rate: 0.01, decay: 5e-4)
  }

  mutating func run() -> Double {
    key += 2
    let tape = Tape<Float>()
    let p = state.parameters.map(tape.parameter)
    let mixed = features.dropout(rate: data.rate, key: key).multiply(p[0])
    let hidden = propagation.multiply(mixed, adding: p[1]).relu(dropout: data.rate, key: key + 1)
    let logits = propagation.multiply(hidden.matmul(p[2]), adding: p[3])
    let loss = logits.crossEntropy(labels: data.labels, rows: data.training)
    state.update(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}

/// A training step of the two-layer graph attention network with 8 heads of 8 channels (Veličković et al., 2018), dropout
/// on features and coefficients of both layers.
struct GATCoraJob: LearningJob {
  private let data: GraphData
  private let features: SparseOperator<Float>
  private let pattern: SparsePattern
  private var state: AdamState
  private var key: UInt64 = 0

  init(_ folder: BenchFolder) throws {
    data = try GraphData(folder)
    let parameters = try ["w1", "query1", "key1", "b1", "w2", "query2", "key2", "b2"].map {
      try folder.tensor($0)
    }
    features = try GraphData.features(folder, columns: parameters[0].shape[0])
    pattern = SparsePattern(data.looped)
    state = AdamState(parameters, rate: 0.005, decay: 5e-4)
  }

  /// Attention of the projected features; the heads' weights have the shape `[heads, c]`.
  private func attend(
    _ projected: Variable<Float>, _ query: Variable<Float>, _ key: Variable<Float>, number: UInt64
  ) -> Variable<Float> {
    let heads = query.shape[0]
    let x = projected.reshaped(to: [projected.shape[0], heads, query.shape[1]])
    return pattern.attend(
      queries: (x * query).sum(axes: [2]), keys: (x * key).sum(axes: [2]), values: x,
      dropout: data.rate, key: number
    ).reshaped(to: projected.shape)
  }

  mutating func run() -> Double {
    key += 4
    let tape = Tape<Float>()
    let p = state.parameters.map(tape.parameter)
    let projected = features.dropout(rate: data.rate, key: key).multiply(p[0])
    let hidden = (attend(projected, p[1], p[2], number: key + 1) + p[3]).elu()
      .dropout(rate: data.rate, key: key + 2)
    let logits = attend(hidden.matmul(p[4]), p[5], p[6], number: key + 3) + p[7]
    let loss = logits.crossEntropy(labels: data.labels, rows: data.training)
    state.update(tape.gradients(of: loss, withRespectTo: p))
    return Double(loss.value.scalar)
  }
}
