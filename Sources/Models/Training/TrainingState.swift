import Autodiff

/// Everything that changes while a training runs: what a checkpoint holds.
struct TrainingState: Equatable {
  /// The best epoch so far and its parameters.
  struct Best: Equatable {
    var epoch: Int
    var parameters: ParameterTree<Float>
  }

  /// Epochs finished.
  var epoch = 0
  /// Optimizer steps done.
  var step = 0
  var parameters: ParameterTree<Float>
  /// One list of moments a leaf; empty for buffers.
  var moments: [[Tensor<Float>]]
  var best: Best?
  var history: [EpochRecord] = []

  /// The start of a training.
  init(of model: Model, optimizer: any Optimizer) {
    parameters = model.parameters
    moments = zip(model.specifications, model.parameters.leaves).map { specification, leaf in
      let count = specification.isTrained ? optimizer.momentCount : 0
      return (0..<count).map { _ in Tensor(zeros: leaf.tensor.shape) }
    }
  }

  /// Whether training has gone `patience` epochs without a better one.
  func isExhausted(patience: Int) -> Bool {
    guard patience > 0, let best else { return false }
    return epoch - best.epoch >= patience
  }

  /// Adds an epoch's record and keeps its parameters if it is the best so far.
  mutating func close(_ record: EpochRecord, monitor: TrainingOptions.Monitor) {
    epoch = record.epoch
    history.append(record)
    guard record.validationLoss != nil else { return }
    let standing = best.map { history[$0.epoch - 1] }
    if standing.map({ Self.isBetter(record, than: $0, monitor) }) ?? true {
      best = Best(epoch: epoch, parameters: parameters)
    }
  }

  static func isBetter(
    _ record: EpochRecord, than other: EpochRecord, _ monitor: TrainingOptions.Monitor
  ) -> Bool {
    let loss = record.validationLoss ?? .infinity, otherLoss = other.validationLoss ?? .infinity
    guard monitor == .accuracy else { return loss < otherLoss }
    let accuracy = record.validationAccuracy ?? 0, otherAccuracy = other.validationAccuracy ?? 0
    return accuracy > otherAccuracy || (accuracy == otherAccuracy && loss < otherLoss)
  }
}
