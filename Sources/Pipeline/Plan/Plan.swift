public import Store

/// What a run of a pipeline would do.
public struct Plan: Sendable {
  /// The pipeline.
  public let pipeline: CheckedPipeline
  /// The stages that were asked for and what they need, each after what it needs.
  public let stages: [PlannedStage]
  /// The digests of the file inputs, by absolute path.
  package let files: [String: Digest]

  /// How many stages are hits.
  public var hits: Int { stages.count { $0.status == .hit } }
  /// How many stages will or may run.
  public var runs: Int { stages.count - hits }
}

/// One stage of a plan.
///
/// An immutable value; a class because it is handed around more than it is made.
public final class PlannedStage: Sendable {
  /// What is known of a stage before the run.
  public enum Status: String, Hashable, Sendable, Codable {
    /// Its result is in the store.
    case hit
    /// It has to be computed.
    case willRun = "will run"
    /// It has to be computed if the outputs of what it needs turn out different.
    case mayRun = "may run"
  }

  /// The stage's name, with its item and variant.
  public let name: String
  /// The stage's name as it is written.
  public let template: String
  /// The item, where the stage runs once an item.
  public let item: String?
  /// The name of its kind.
  public let kind: String
  /// Whether it runs.
  public let status: Status
  /// Why it is not a hit; empty for a hit.
  public let reasons: [PlanReason]
  /// The key, when all inputs are known.
  public let key: Digest?
  /// The result of a hit.
  public let result: StageResult?
  /// The position of the stage in the pipeline.
  package let position: Int
  /// What its computation is expected to take, in seconds, by the last ones of its kind; nil when there was none.
  public let expectedSeconds: Double?
  /// The memory it is expected to need, in bytes; nil when its kind has never been computed.
  public let expectedBytes: Int?
  /// Whether the user asked to compute it again.
  package let isForced: Bool

  init(
    stage: CheckedStage, position: Int, status: Status, reasons: [PlanReason], key: Digest?,
    result: StageResult?, expectedSeconds: Double?, expectedBytes: Int?, isForced: Bool
  ) {
    name = stage.name
    template = stage.template
    item = stage.item
    kind = stage.kind.name
    self.status = status
    self.reasons = reasons
    self.key = key
    self.result = result
    self.position = position
    self.expectedSeconds = expectedSeconds
    self.expectedBytes = expectedBytes
    self.isForced = isForced
  }
}
