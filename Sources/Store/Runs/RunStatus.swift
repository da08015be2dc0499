/// How a run stands.
public enum RunStatus: String, Codable, Sendable, CaseIterable {
  /// Under way; or killed, if its process is gone.
  case running
  /// Every stage has its result.
  case finished
  /// A stage failed.
  case failed
  /// Stopped by the user.
  case interrupted
}
