/// A clock that only goes forward.
enum Clock {
  private static let origin = ContinuousClock.now

  /// Seconds since some moment early in this process.
  static var now: Double { origin.duration(to: .now) / .seconds(1) }
}
