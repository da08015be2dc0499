/// How far a training is.
public struct TrainingProgress: Sendable {
  /// Epochs finished.
  public let epoch: Int
  /// Epochs at most.
  public let epochs: Int
  /// Steps finished in the present epoch; equal to `steps` when it is finished.
  public let step: Int
  /// Steps an epoch.
  public let steps: Int
  /// Mean training loss of the present epoch so far.
  public let loss: Double
  /// What was measured, when an epoch is finished.
  public let record: EpochRecord?

  /// Share of the whole training that is done, 0…1.
  public var fraction: Double {
    let partial = record == nil ? Double(step) / Double(max(1, steps)) : 0
    return (Double(epoch) + partial) / Double(max(1, epochs))
  }
}
