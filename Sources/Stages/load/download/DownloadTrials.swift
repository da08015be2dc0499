/// Counts attempts and says when it is enough.
struct DownloadTrials {
  private let policy: DownloadPolicy
  /// The most bytes there ever were.
  private var best: Int
  private var failures = 0
  private var all = 0
  /// Whether everything was thrown away once.
  private(set) var hasStartedOver = false

  init(_ policy: DownloadPolicy, best: Int) {
    self.policy = policy
    self.best = best
  }

  /// Everything is thrown away: bytes count from the beginning again.
  mutating func startOver() {
    hasStartedOver = true
    best = 0
  }

  /// An attempt failed: how long to wait for the next, in seconds.
  ///
  /// - Throws: `DownloadError.broken` when there have been too many.
  mutating func wait(
    after reason: String, asked: Double?, at size: Int, total: Int?, of url: String
  ) throws -> Double {
    all += 1
    // A server that ignores ranges gives the same bytes again and again: those are no progress.
    failures = size > best ? 1 : failures + 1
    best = max(best, size)
    guard failures < policy.attempts, all < policy.attemptsInAll else {
      throw DownloadError.broken(
        url: url, attempts: failures, reason: reason, kept: size, total: total)
    }
    return policy.wait(after: failures, asked: asked)
  }
}
