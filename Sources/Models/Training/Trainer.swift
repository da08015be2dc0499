import Autodiff
import Numerics

/// Trains a classifier: whole graphs a step, or shuffled minibatches of images.
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
  public var checksNumerics = false

  let optimizer: any Optimizer
  let input: BoundInput<Float>
  var state: TrainingState

  /// Prepares a training.
  ///
  /// - Throws: `ModelError` if the data do not fit the model: fields, operators, number of labels, classes.
  public init(_ model: Model, data: TrainingData, options: TrainingOptions) throws {
    self.model = model
    self.data = data
    self.options = options
    input = try BoundInput(data.input, for: model, as: Float.self)
    optimizer = options.optimizer.make(options)
    state = TrainingState(of: model, optimizer: optimizer)
    let isWholeGraph = model.description.domain == .graph && model.output.support == .whole
    let items = isWholeGraph ? 1 : input.itemCount
    guard data.labels.count == items else {
      throw ModelError(
        .labels, "there are \(data.labels.count) labels for \(items) items; give one each")
    }
    guard data.labels.classNames == model.signature.classNames else {
      throw ModelError(.labels, "the labels' classes are not those the model was built for")
    }
    if options.patience > 0 && data.split.validation.isEmpty {
      throw ModelError(
        .training, "stopping early needs validation items; give the split some, or patience 0",
        at: "training.patience")
    }
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

  /// The present state as bytes: parameters, moments, counters, history and best epoch.
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
    trained.parameters = best?.parameters ?? state.parameters
    return TrainingResult(
      model: trained, history: state.history, chosenEpoch: best?.epoch ?? state.epoch)
  }

  private mutating func runEpoch(_ callbacks: TrainingCallbacks) throws {
    let epoch = state.epoch + 1
    let batches = self.batches(epoch: epoch)
    var lossSum = 0.0, itemsDone = 0
    for (index, batch) in batches.enumerated() {
      try callbacks.checkCancellation()
      let loss = try step(batch, moment: "epoch \(epoch) step \(index)")
      guard loss.isFinite else {
        throw ModelError(
          .diverged,
          "the loss is \(loss) at epoch \(epoch), step \(index + 1); lower the learning rate (\(options.learningRate)), or find where it begins with --check-numerics"
        )
      }
      lossSum += loss * Double(batch.count)
      itemsDone += batch.count
      if batches.count > 1 {
        try callbacks.progress(
          progress(step: index + 1, of: batches.count, loss: lossSum / Double(itemsDone), nil))
      }
    }
    let record = try measured(epoch: epoch, loss: lossSum / Double(itemsDone), callbacks)
    state.close(record, monitor: options.monitor)
    try callbacks.progress(
      progress(step: batches.count, of: batches.count, loss: record.loss, record))
  }

  private func progress(
    step: Int, of steps: Int, loss: Double, _ record: EpochRecord?
  ) -> TrainingProgress {
    TrainingProgress(
      epoch: state.epoch, epochs: options.epochs, step: step, steps: steps, loss: loss,
      record: record)
  }

  /// The training items of each step: all at once on a graph, in an order of the epoch's own on images.
  private func batches(epoch: Int) -> [[Int32]] {
    guard model.description.domain == .grid else { return [data.split.train] }
    var items = data.split.train
    var stream = RandomStream(seed: options.seed, "shuffle", "epoch \(epoch)")
    stream.shuffle(&items)
    return stride(from: 0, to: items.count, by: options.batchSize).map {
      Array(items[$0..<min($0 + options.batchSize, items.count)])
    }
  }

  /// One optimizer step; gives back the loss before it.
  private mutating func step(_ batch: [Int32], moment: String) throws -> Double {
    let isGrid = model.description.domain == .grid
    let tape = Tape<Float>(checkingNumerics: checksNumerics)
    let pass = try model.forward(
      input, items: isGrid ? batch : nil, parameters: state.parameters, tape: tape,
      mode: PassMode(isTraining: true, seed: options.seed, moment: moment))
    let loss =
      isGrid
      ? pass.logits.crossEntropy(labels: batch.map { data.labels.classes[Int($0)] })
      : pass.logits.crossEntropy(labels: data.labels.classes, rows: batch)
    let gradients = tape.gradients(of: loss, withRespectTo: pass.trained)
    if let fault = tape.numericFault { throw ModelError(.notFinite, "\(moment): \(fault)") }
    let value = Double(loss.value.scalar)
    guard value.isFinite else { return value }
    state.step += 1
    update(gradients, buffers: pass.updatedBuffers)
    return value
  }

  private mutating func update(
    _ gradients: [Tensor<Float>], buffers: [String: Tensor<Float>]
  ) {
    var next = gradients.makeIterator()
    for (index, specification) in model.specifications.enumerated() {
      if let buffer = buffers[specification.path] { state.parameters.leaves[index].tensor = buffer }
      guard specification.isTrained, let gradient = next.next() else { continue }
      optimizer.step(
        &state.parameters.leaves[index].tensor, gradient: gradient,
        moments: &state.moments[index], step: state.step, rate: options.learningRate,
        weightDecay: specification.weightDecay ?? options.weightDecay)
    }
  }

  private func measured(
    epoch: Int, loss: Double, _ callbacks: TrainingCallbacks
  ) throws -> EpochRecord {
    let items = data.split.validation
    guard !items.isEmpty else {
      return EpochRecord(epoch: epoch, loss: loss, validationLoss: nil, validationAccuracy: nil)
    }
    var current = model
    current.parameters = state.parameters
    let logits = try current.logits(
      input, items: items, batchSize: 256, checksNumerics: checksNumerics,
      checkCancellation: callbacks.checkCancellation)
    let fit = ClassificationFit(logits: logits, classes: items.map { data.labels.classes[Int($0)] })
    return EpochRecord(
      epoch: epoch, loss: loss, validationLoss: fit.loss, validationAccuracy: fit.accuracy)
  }
}
