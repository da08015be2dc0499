/// What was measured in one epoch.
public struct EpochRecord: Hashable, Sendable {
  /// Number of the epoch, from 1.
  public let epoch: Int
  /// Mean training loss over the epoch's steps, dropout on, weight decay left out.
  public let loss: Double
  /// Step size of the epoch's last step.
  public let rate: Double
  /// Mean loss on the validation items; nil without any.
  public internal(set) var validationLoss: Double?
  /// Share of validation items classified rightly, 0…1; nil without any, and where numbers are predicted.
  public internal(set) var validationAccuracy: Double?
  /// How far predictions of the validation items are off; nil without any, and where classes are told.
  public internal(set) var validationErrors: RegressionMetrics?

  init(epoch: Int, loss: Double, rate: Double) {
    self.epoch = epoch
    self.loss = loss
    self.rate = rate
  }
}
