/// How patient a download is.
package struct DownloadPolicy: Sendable {
  /// How often in a row it is tried without a new byte.
  package var attempts = 6
  /// How often it is tried at all.
  package var attemptsInAll = 200
  /// How long it waits after the first failure, in seconds; twice as long after each further one.
  package var firstWait = 0.5
  /// The longest it waits, in seconds.
  package var longestWait = 30.0
  /// How long a connection may take to come about, in seconds.
  package var connectSeconds = 30
  /// How long nothing may arrive before the connection counts as broken, in seconds.
  package var stallSeconds = 60
  /// How many redirects are followed.
  package var redirects = 10

  /// The defaults.
  package init() {}

  /// The time to wait after so many failures in a row, in seconds.
  ///
  /// - Parameter asked: what the server asked for, if it did.
  func wait(after failures: Int, asked: Double?) -> Double {
    let doubled = firstWait * Double(1 << min(20, max(0, failures - 1)))
    return min(longestWait, max(doubled, asked ?? 0))
  }
}
