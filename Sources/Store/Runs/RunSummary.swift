/// One line of the list of runs.
public struct RunSummary: Codable, Sendable, Equatable {
  /// The run's identifier.
  public let id: String
  /// The pipeline's name.
  public let pipeline: String
  /// The pipeline file's path as given.
  public let file: String
  /// When it started, in nanoseconds since 1970 (UTC).
  public let started: Int64
  /// When it ended, if it did.
  public let finished: Int64?
  /// How it stands.
  public private(set) var status: RunStatus
  /// Stages whose result was in the cache.
  public let hits: Int
  /// Stages computed.
  public let ran: Int
  /// Stages that failed.
  public let failed: Int
  /// Stages not tried.
  public let skipped: Int

  /// The same line with another status.
  func standing(_ status: RunStatus) -> RunSummary {
    var summary = self
    summary.status = status
    return summary
  }

  /// How long it took, in seconds; 0 while it runs.
  public var seconds: Double { finished.map { Double($0 - started) / 1e9 } ?? 0 }
}
