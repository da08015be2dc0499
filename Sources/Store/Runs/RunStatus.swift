/// How a run stands.
public enum RunStatus: String, Codable, Sendable, CaseIterable {
  /// Under way.
  case running
  /// Every stage has its result.
  case finished
  /// A stage failed.
  case failed
  /// Stopped by the user, or killed.
  case interrupted
}
