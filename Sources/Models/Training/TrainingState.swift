import Autodiff

/// Everything that changes while a training runs: what a checkpoint holds.
struct TrainingState: Equatable {
  /// The best epoch so far and its parameters.
  struct Best: Equatable {
    var epoch: Int
    var parameters: ParameterTree<Float>
  }

  /// The places of the trained parameters among the leaves.
  let trained: [Int]
  /// Epochs finished.
  var epoch = 0
  /// Optimizer steps done.
  var step = 0
  var parameters: ParameterTree<Float>
  /// Running averages of parameters and buffers, if they are kept.
  var averages: ParameterTree<Float>?
  /// What the optimizer carries, for the trained parameters in order.
  var optimizer: OptimizerState
  var best: Best?
  var history: [EpochRecord] = []

  /// The start of a training.
  init(of model: Model, optimizer: any Optimizer, isAveraging: Bool) {
    parameters = model.parameters
    averages = isAveraging ? model.parameters : nil
    let specifications = model.specifications
    trained = specifications.indices.filter { specifications[$0].isTrained }
    self.optimizer = optimizer.start(trained.map { model.parameters.leaves[$0].tensor })
  }

  /// The parameters that validate and are the result.
  var validated: ParameterTree<Float> { averages ?? parameters }

  /// Whether training has gone `patience` epochs without a better one.
  func isExhausted(patience: Int, monitor: TrainingOptions.Monitor) -> Bool {
    guard patience > 0, let best else { return false }
    let last = monitor == .both ? Extremes(history).epoch : best.epoch
    return epoch - last >= patience
  }

  /// Takes up new buffers and lets the optimizer change the trained parameters.
  ///
  /// - Parameter evaluate: loss and gradients at other parameters.
  mutating func update(
    _ gradients: [Tensor<Float>], loss: Double, buffers: [String: Tensor<Float>],
    by rule: any Optimizer, rate: Double, weightDecays: [Double],
    evaluate: @escaping (ParameterTree<Float>) throws -> (loss: Double, gradients: [Tensor<Float>])
  ) throws {
    let before = rule.needsWholeLoss ? parameters : nil
    for (index, leaf) in parameters.leaves.enumerated() {
      if let buffer = buffers[leaf.path] { parameters.leaves[index].tensor = buffer }
    }
    let step = OptimizerStep(
      loss: loss, gradients: gradients, number: self.step, rate: rate,
      weightDecays: weightDecays
    ) { [trained] tensors in
      var trial = before ?? ParameterTree([])
      for (index, tensor) in zip(trained, tensors) { trial.leaves[index].tensor = tensor }
      return try evaluate(trial)
    }
    // Taken out of the tree, so that each is changed in place and not as a shared copy.
    let placeholder = Tensor<Float>(zeros: [0])
    var values = trained.map { index in
      let value = parameters.leaves[index].tensor
      parameters.leaves[index].tensor = placeholder
      return value
    }
    defer {
      for (index, value) in zip(trained, values) { parameters.leaves[index].tensor = value }
    }
    try rule.step(&values, step, state: &optimizer)
  }

  /// Moves the averages towards the present parameters and buffers.
  mutating func average(decay: Double) {
    guard var tree = averages else { return }
    averages = nil
    let kept = min(decay, Double(1 + step) / Double(10 + step))
    for (index, leaf) in parameters.leaves.enumerated() {
      tree.leaves[index].tensor.move(towards: leaf.tensor, weight: 1 - kept)
    }
    averages = tree
  }

  /// Adds an epoch's record and keeps its parameters if it is the best so far.
  mutating func close(_ record: EpochRecord, monitor: TrainingOptions.Monitor) {
    epoch = record.epoch
    history.append(record)
    guard record.validationLoss != nil else { return }
    guard monitor != .both else {
      if Extremes(history.dropLast()).areReached(by: record) {
        best = Best(epoch: epoch, parameters: validated)
      }
      return
    }
    let standing = best.map { history[$0.epoch - 1] }
    if standing.map({ Self.isBetter(record, than: $0, monitor) }) ?? true {
      best = Best(epoch: epoch, parameters: validated)
    }
  }

  static func isBetter(
    _ record: EpochRecord, than other: EpochRecord, _ monitor: TrainingOptions.Monitor
  ) -> Bool {
    let loss = height(record.validationLoss), otherLoss = height(other.validationLoss)
    guard monitor != .loss else { return loss < otherLoss }
    let accuracy = record.validationAccuracy ?? 0, otherAccuracy = other.validationAccuracy ?? 0
    return accuracy > otherAccuracy || (accuracy == otherAccuracy && loss < otherLoss)
  }

  /// What is no number is the worst, or an epoch with such a loss would stay the best for good.
  private static func height(_ loss: Double?) -> Double {
    loss.flatMap { $0.isNaN ? nil : $0 } ?? .infinity
  }

  /// The best accuracy and the best loss of a history, each by itself.
  private struct Extremes {
    private var accuracy = 0.0
    private var loss = Double.infinity
    /// The last epoch at which one of them was reached or passed.
    private(set) var epoch = 0

    init(_ history: some Sequence<EpochRecord>) {
      for record in history where record.validationLoss != nil {
        let (found, height) = Self.values(record)
        guard found >= accuracy || height <= loss else { continue }
        (accuracy, loss, epoch) = (max(accuracy, found), min(loss, height), record.epoch)
      }
    }

    private static func values(_ record: EpochRecord) -> (accuracy: Double, loss: Double) {
      (record.validationAccuracy ?? 0, TrainingState.height(record.validationLoss))
    }

    /// Whether an epoch is as good as any in both.
    func areReached(by record: EpochRecord) -> Bool {
      let (found, height) = Self.values(record)
      return found >= accuracy && height <= loss
    }
  }
}
