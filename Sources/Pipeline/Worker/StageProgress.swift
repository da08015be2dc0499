/// How far a stage is.
public struct StageProgress: Hashable, Sendable, Codable {
  /// The part that is done, from 0 to 1, or nil when the stage cannot tell.
  public var fraction: Double?
  /// The number of the training epoch, counted from 1.
  public var epoch: Int?
  /// The training loss.
  public var loss: Double?
  /// A few words on what is being done.
  public var message: String?

  /// A report; leave out what does not apply.
  public init(
    fraction: Double? = nil, epoch: Int? = nil, loss: Double? = nil, message: String? = nil
  ) {
    self.fraction = fraction
    self.epoch = epoch
    self.loss = loss
    self.message = message
  }

  /// The report that `step` of `total` are done.
  public static func step(_ step: Int, of total: Int, _ message: String? = nil) -> StageProgress {
    StageProgress(fraction: total > 0 ? Double(step) / Double(total) : nil, message: message)
  }
}
