public import Store

/// What happens during a run, in order; for displays and logs.
public enum RunEvent: Sendable {
  /// The run begins; its identifier and what it plans.
  case started(run: String, stages: [PlannedStage])
  /// A worker was given the stage.
  case stageStarted(stage: String, reasons: [PlanReason])
  /// A stage told how far it is.
  case progress(stage: String, StageProgress)
  /// A stage failed and is tried again, for which time of how many, because of what.
  case retrying(stage: String, attempt: Int, of: Int, error: String)
  /// A stage failed, and another that promises the same result is tried in its place.
  case passedOn(stage: String, to: String, error: String)
  /// Another process is computing the same result; this one waits for it.
  case waiting(stage: String)
  /// A stage is done, in whatever way.
  case stageFinished(StageReport)
  /// An output was copied to where the pipeline saves it.
  case saved(stage: String, port: String, path: String)
  /// A forced or rechecked computation gave other bits than the first record, which stands.
  case nondeterministic(stage: String, port: String, first: Digest, now: Digest)
  /// An artifact was missing or damaged; the stages that make it are computed again.
  case healed(artifact: Digest, stages: [String])
  /// The run is over.
  case finished(RunOutcome)
}
