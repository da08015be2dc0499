import Autodiff

extension TrainingState {
  private static let format = "meridian training checkpoint 2"

  /// The state as bytes.
  ///
  /// - Parameter identity: text that names model and options; a checkpoint is taken up only by a training of the same identity.
  func checkpoint(identity: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.text(Self.format)
    writer.text(identity)
    writer.integer(epoch)
    writer.integer(step)
    writer.tree(parameters)
    if let averages { writer.tree(averages) }
    for list in optimizer.moments { for moment in list { writer.tensor(moment) } }
    writer.integer(optimizer.vectors.count)
    for vector in optimizer.vectors { writer.tensor(vector) }
    writer.integer(best?.epoch ?? 0)
    if let best { writer.tree(best.parameters) }
    writer.integer(history.count)
    for record in history { writer.record(record) }
    return writer.bytes
  }

  /// Takes up a checkpoint of the same identity.
  ///
  /// - Throws: `ModelError` with code `checkpoint` if the bytes are damaged or belong to another training.
  mutating func restore(_ bytes: [UInt8], identity: String) throws(ModelError) {
    var reader = ByteReader(bytes)
    guard try reader.text() == Self.format else { throw ByteReader.damaged }
    guard try reader.text() == identity else {
      throw ModelError(
        .checkpoint,
        "the checkpoint belongs to another training; delete it and train from the start")
    }
    var restored = self
    restored.epoch = try reader.integer()
    restored.step = try reader.integer()
    restored.parameters = try Self.tree(from: &reader, like: parameters)
    if averages != nil { restored.averages = try Self.tree(from: &reader, like: parameters) }
    restored.optimizer = try Self.optimizer(
      from: &reader, like: optimizer,
      size: trained.reduce(0) { $0 + parameters.leaves[$1].tensor.count })
    let bestEpoch = try reader.integer()
    restored.best =
      bestEpoch == 0
      ? nil : Best(epoch: bestEpoch, parameters: try Self.tree(from: &reader, like: parameters))
    restored.history = []
    for index in 0..<(try reader.count(ofSize: 8)) {
      restored.history.append(try reader.record(epoch: index + 1))
    }
    let epochs = restored.history.count
    guard reader.isAtEnd, restored.epoch == epochs, bestEpoch >= 0, bestEpoch <= epochs,
      restored.step >= 0
    else { throw ByteReader.damaged }
    self = restored
  }

  private static func tree(
    from reader: inout ByteReader, like tree: ParameterTree<Float>
  ) throws(ModelError) -> ParameterTree<Float> {
    let found = try reader.tree()
    guard found.leaves.map(\.path) == tree.leaves.map(\.path),
      found.leaves.map(\.tensor.shape) == tree.leaves.map(\.tensor.shape)
    else { throw ByteReader.damaged }
    return found
  }

  private static func optimizer(
    from reader: inout ByteReader, like state: OptimizerState, size: Int
  ) throws(ModelError) -> OptimizerState {
    var restored = state
    for leaf in state.moments.indices {
      for moment in state.moments[leaf].indices {
        let tensor = try reader.tensor()
        guard tensor.shape == state.moments[leaf][moment].shape else { throw ByteReader.damaged }
        restored.moments[leaf][moment] = tensor
      }
    }
    restored.vectors = []
    for _ in 0..<(try reader.count(ofSize: 8)) { restored.vectors.append(try reader.tensor()) }
    guard restored.vectors.allSatisfy({ $0.shape == [size] }),
      restored.vectors.count.isMultiple(of: 2)
    else { throw ByteReader.damaged }
    return restored
  }
}

extension ByteWriter {
  fileprivate mutating func record(_ record: EpochRecord) {
    double(record.loss)
    double(record.rate)
    optional(record.validationLoss)
    optional(record.validationAccuracy)
    integer(record.validationErrors?.count ?? 0)
    guard let errors = record.validationErrors else { return }
    double(errors.meanAbsoluteError)
    double(errors.rootMeanSquaredError)
    optional(errors.determination)
  }
}

extension ByteReader {
  fileprivate mutating func record(epoch: Int) throws(ModelError) -> EpochRecord {
    var record = EpochRecord(epoch: epoch, loss: try double(), rate: try double())
    record.validationLoss = try optional()
    record.validationAccuracy = try optional()
    let count = try integer()
    guard count != 0 else { return record }
    record.validationErrors = RegressionMetrics(
      count: count, meanAbsoluteError: try double(), rootMeanSquaredError: try double(),
      determination: try optional())
    return record
  }
}
