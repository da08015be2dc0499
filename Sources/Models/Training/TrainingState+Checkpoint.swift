import Autodiff

extension TrainingState {
  private static let format = "meridian training checkpoint 1"

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
    for list in moments { for moment in list { writer.tensor(moment) } }
    writer.integer(best?.epoch ?? 0)
    if let best { writer.tree(best.parameters) }
    writer.integer(history.count)
    for record in history {
      writer.double(record.loss)
      writer.optional(record.validationLoss)
      writer.optional(record.validationAccuracy)
    }
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
    for leaf in moments.indices {
      for moment in moments[leaf].indices {
        let tensor = try reader.tensor()
        guard tensor.shape == moments[leaf][moment].shape else { throw ByteReader.damaged }
        restored.moments[leaf][moment] = tensor
      }
    }
    let bestEpoch = try reader.integer()
    restored.best =
      bestEpoch == 0
      ? nil : Best(epoch: bestEpoch, parameters: try Self.tree(from: &reader, like: parameters))
    restored.history = []
    for index in 0..<(try reader.count(ofSize: 40)) {
      restored.history.append(
        EpochRecord(
          epoch: index + 1, loss: try reader.double(), validationLoss: try reader.optional(),
          validationAccuracy: try reader.optional()))
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
}
