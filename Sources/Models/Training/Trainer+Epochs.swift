extension Trainer {
  /// Trains one more epoch, whatever the options say of their number or of patience, and gives its record.
  ///
  /// - Throws: as ``run(_:)``.
  public mutating func advance(_ callbacks: TrainingCallbacks = .init()) throws -> EpochRecord {
    try runEpoch(callbacks)
    return state.history[state.history.count - 1]
  }
}
