/// What was measured in one epoch.
public struct EpochRecord: Hashable, Sendable {
  /// Number of the epoch, from 1.
  public let epoch: Int
  /// Mean training loss (cross-entropy in nats) over the epoch's steps, dropout on, weight decay left out.
  public let loss: Double
  /// Mean cross-entropy on the validation items; nil without any.
  public let validationLoss: Double?
  /// Share of validation items classified rightly, 0…1; nil without any.
  public let validationAccuracy: Double?
}
