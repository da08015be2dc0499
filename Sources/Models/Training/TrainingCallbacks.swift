/// What a training tells and asks while it runs; an error thrown by any of them ends the training and is passed on.
public struct TrainingCallbacks {
  /// Called after every step and every epoch.
  public var progress: (TrainingProgress) throws -> Void
  /// Called before every step; throws to stop.
  public var checkCancellation: () throws -> Void
  /// Called after every epoch with a closure that makes the checkpoint; it need not be called every time.
  public var offerCheckpoint: (() -> [UInt8]) throws -> Void

  /// Makes callbacks; each does nothing unless given.
  public init(
    progress: @escaping (TrainingProgress) throws -> Void = { _ in },
    checkCancellation: @escaping () throws -> Void = {},
    offerCheckpoint: @escaping (() -> [UInt8]) throws -> Void = { _ in }
  ) {
    self.progress = progress
    self.checkCancellation = checkCancellation
    self.offerCheckpoint = offerCheckpoint
  }
}
