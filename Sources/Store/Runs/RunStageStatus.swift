/// What became of a stage in a run.
public enum RunStageStatus: String, Codable, Sendable, CaseIterable {
  /// Not reached yet.
  case pending
  /// Its result was in the cache.
  case hit
  /// Computed in this run.
  case ran
  /// Computed, and failed.
  case failed
  /// Not tried, as something it needs failed or the run was stopped.
  case skipped
}
