internal import Pipeline

/// Shows a run to whoever started it.
protocol RunDisplay: Sendable {
  /// Something happened; may be called from any thread.
  func show(_ event: RunEvent)
  /// The user asked to stop, for the first or the second time.
  func interrupted(count: Int)
  /// The run is over; nothing is shown after this. `metrics` are lines about what it measured.
  func close(_ outcome: RunOutcome, metrics: [String])
  /// The run ends with an error that somebody else reports.
  func abandon()
}

extension RunDisplay {
  /// Nothing is open that would have to be closed.
  func abandon() {}
}
