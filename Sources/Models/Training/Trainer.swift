import Autodiff
import Numerics

/// Trains a model to tell classes or to predict numbers: a whole graph a step, or minibatches of images, of graphs or of the nodes of a large graph.
///
/// A training is a pure function of model, data and options: the same seed gives the same bits for any number of
/// workers, and a training taken up from a checkpoint ends with the bits of one that was never stopped.
public struct Trainer {
  /// The model as it was given, with its initial parameters.
  public let model: Model
  /// What the training sees.
  public let data: TrainingData
  /// How it is trained.
  public let options: TrainingOptions
  /// Whether every value and gradient is examined, so that the first that is not finite is named; it changes no result.
  public var checksNumerics: Bool {
    get { pass.checksNumerics }
    set { pass.checksNumerics = newValue }
  }

  let optimizer: any Optimizer
  var pass: TrainingPass
  /// λ of each trained parameter.
  let weightDecays: [Double]
  var state: TrainingState

  /// Prepares a training.
  ///
  /// - Throws: `ModelError` if the data do not fit the model (fields, operators, number of targets, classes) or the options the data.
  public init(_ model: Model, data: TrainingData, options: TrainingOptions) throws {
    self.model = model
    self.data = data
    self.options = options
    let input = try BoundInput(data.input, for: model, as: Float.self)
    try TrainingCheck(model: model, data: data, options: options, input: input).check()
    optimizer = options.optimizer.make(options)
    weightDecays = model.specifications.filter(\.isTrained).map {
      $0.weightDecay ?? options.weightDecay
    }
    let loss =
      options.loss ?? (model.signature.targetCount == nil ? .crossEntropy() : .meanSquaredError)
    pass = TrainingPass(
      model: model, input: input,
      criterion: Criterion(loss, targets: data.targets, items: data.split.train),
      neighbours: options.neighbours.isEmpty
        ? nil : NeighbourSampler(fanouts: options.neighbours),
      seed: options.seed)
    state = TrainingState(of: model, optimizer: optimizer, isAveraging: options.average != nil)
  }

  /// Epochs finished so far.
  public var epoch: Int { state.epoch }

  /// Text that a checkpoint must share with the training that takes it up.
  private var identity: String {
    ModelValue.map([
      .init("model", model.description.value), .init("signature", model.signature.value),
      .init("training", options.value), .init("seed", .string(String(options.seed))),
    ]).json
  }

  /// Takes up a checkpoint of the same model and options.
  ///
  /// - Throws: `ModelError` with code `checkpoint` if it is damaged or belongs to another training.
  public mutating func resume(from checkpoint: [UInt8]) throws(ModelError) {
    try state.restore(checkpoint, identity: identity)
  }

  /// The present state as bytes: parameters, what the optimizer carries, averages, counters, history and best epoch.
  public func checkpoint() -> [UInt8] { state.checkpoint(identity: identity) }

  /// Trains to the last epoch or until patience runs out.
  ///
  /// - Throws: `ModelError` with code `diverged` if the loss is no longer finite, with code `notFinite` naming the
  ///   operation and block if numerics are examined, and whatever a callback throws.
  public mutating func run(_ callbacks: TrainingCallbacks = .init()) throws -> TrainingResult {
    while state.epoch < options.epochs && !state.isExhausted(patience: options.patience) {
      try runEpoch(callbacks)
      try callbacks.offerCheckpoint { checkpoint() }
    }
    var trained = model
    let best = options.restoreBest ? state.best : nil
    trained.parameters = best?.parameters ?? state.validated
    return TrainingResult(
      model: trained, history: state.history, chosenEpoch: best?.epoch ?? state.epoch)
  }

  mutating func runEpoch(_ callbacks: TrainingCallbacks) throws {
    let epoch = state.epoch + 1
    let groups = self.groups(epoch: epoch)
    var lossSum = 0.0, weightSum = 0.0, rate = 0.0
    // The first batches may have weight 0 alone.
    func mean() -> Double { weightSum > 0 ? lossSum / weightSum : 0 }
    for (index, group) in groups.enumerated() {
      try callbacks.checkCancellation()
      rate = self.rate(step: index, of: groups.count)
      let (loss, weight) = try step(group, rate: rate)
      guard loss.isFinite else {
        throw ModelError(
          .diverged,
          "the loss is \(loss) at epoch \(epoch), step \(index + 1); lower the learning rate (\(options.learningRate)), or find where it begins with --check-numerics"
        )
      }
      lossSum += loss * weight
      weightSum += weight
      if groups.count > 1 {
        try callbacks.progress(
          progress(step: index + 1, of: groups.count, loss: mean(), nil))
      }
    }
    let record = try measured(
      epoch: epoch, loss: mean(), rate: rate, callbacks)
    state.close(record, monitor: options.monitor)
    try callbacks.progress(
      progress(step: groups.count, of: groups.count, loss: record.loss, record))
  }

  private func progress(
    step: Int, of steps: Int, loss: Double, _ record: EpochRecord?
  ) -> TrainingProgress {
    TrainingProgress(
      epoch: state.epoch, epochs: options.epochs, step: step, steps: steps, loss: loss,
      record: record)
  }

  private func rate(step: Int, of steps: Int) -> Double {
    options.schedule.rate(
      base: options.learningRate, warmup: options.warmup,
      at: .init(epoch: state.epoch, step: step, steps: steps, epochs: options.epochs),
      history: state.history
    ) { TrainingState.isBetter($0, than: $1, options.monitor) }
  }

  /// The batches of each step.
  private func groups(epoch: Int) -> [[TrainingPass.Batch]] {
    let points = model.pointItems(of: pass.input)
    let items = options.sampler.items(
      of: points?.items(of: data.split.train) ?? data.split.train, targets: data.targets,
      seed: options.seed, epoch: epoch)
    let size = pass.takesBatches ? options.batchSize : items.count
    let batches = stride(from: 0, to: items.count, by: size).enumerated().map { index, start in
      let taken = Array(items[start..<min(start + size, items.count)])
      let found = points?.places(of: data.split.train, in: taken)
      return TrainingPass.Batch(
        items: taken, measured: found?.rows ?? taken, rows: found?.places,
        place: "epoch \(epoch), batch \(index + 1)", moment: "epoch \(epoch) step \(index)")
    }
    return stride(from: 0, to: batches.count, by: options.accumulate).map {
      Array(batches[$0..<min($0 + options.accumulate, batches.count)])
    }
  }

  /// One optimizer step; gives back the loss before it and what its mean was divided by.
  private mutating func step(
    _ group: [TrainingPass.Batch], rate: Double
  ) throws -> (loss: Double, weight: Double) {
    let found = try pass.evaluate(group, state.parameters)
    guard found.loss.isFinite else { return (found.loss, found.weight) }
    state.step += 1
    var gradients = found.gradients
    clip(&gradients)
    try state.update(
      gradients, loss: found.loss, buffers: found.buffers, by: optimizer, rate: rate,
      weightDecays: weightDecays
    ) { [pass] parameters in
      let trial = try pass.evaluate(group, parameters)
      return (trial.loss, trial.gradients)
    }
    if let average = options.average { state.average(decay: average) }
    return (found.loss, found.weight)
  }

  private func clip(_ gradients: inout [Tensor<Float>]) {
    if let limit = options.clipValue {
      for index in gradients.indices { gradients[index].clamp(to: limit) }
    }
    if let limit = options.clipNorm { Autodiff.clipNorm(of: &gradients, to: limit) }
  }

  private func measured(
    epoch: Int, loss: Double, rate: Double, _ callbacks: TrainingCallbacks
  ) throws -> EpochRecord {
    var record = EpochRecord(epoch: epoch, loss: loss, rate: rate)
    let items = data.split.validation
    guard !items.isEmpty else { return record }
    var current = model
    current.parameters = state.validated
    let output = try current.logits(
      pass.input, items: items, batchSize: 256, checksNumerics: checksNumerics,
      checkCancellation: callbacks.checkCancellation)
    let variable = Tape<Float>(recording: false).constant(output)
    record.validationLoss = Double(
      pass.criterion.mean(variable, items: items, rows: nil).value.scalar)
    switch data.targets {
    case .classes(let labels):
      let right = zip(output.argmaxRows(), items).count { $0 == labels.classes[Int($1)] }
      record.validationAccuracy = Double(right) / Double(items.count)
    case .values(let values):
      record.validationErrors = RegressionMetrics(
        validating: model.signature.numbers(from: output), values.tensor.rows(at: items))
    }
    return record
  }
}
