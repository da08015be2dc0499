/// What a training gives.
public struct TrainingResult: Sendable {
  /// The model with the parameters of the best epoch, or of the last.
  public let model: Model
  /// What was measured in each epoch, in order.
  public let history: [EpochRecord]
  /// The epoch whose parameters the model has, from 1.
  public let chosenEpoch: Int
}
