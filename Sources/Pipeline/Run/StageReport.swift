public import Store

/// How one stage of a run ended.
///
/// An immutable value; a class because it is handed around more than it is made.
public final class StageReport: Sendable {
  /// The ways a stage ends.
  public enum Status: String, Hashable, Sendable, Codable {
    /// Its result was in the store.
    case hit
    /// It was computed.
    case ran
    /// It failed, or an output could not be saved.
    case failed
    /// It was not started, because of a failure or a cancellation.
    case skipped
    /// It was stopped.
    case cancelled
  }

  /// The stage's name, with its item and variant.
  public let stage: String
  /// The stage's name as it is written.
  public let template: String
  /// The item, where the stage runs once an item.
  public let item: String?
  /// The line of the pipeline file where it stands, counted from 1; nil where that is not known.
  public let line: Int?
  /// The name of its kind.
  public let kind: String
  /// How it ended.
  public let status: Status
  /// The wall time of its computation in seconds; 0 for a hit.
  public let seconds: Double
  /// Its key, if its inputs were known.
  public let key: Digest?
  /// What it made; nil unless hit or ran.
  private let result: StageResult?
  /// Why it ran, as planned.
  public let reasons: [PlanReason]
  /// What went wrong or why it was skipped.
  public let error: String?
  /// How often it was tried before.
  public let retries: Int
  /// The file with what it printed and logged, if it did.
  public let log: String?
  /// The most memory it used, in bytes, where that was measured.
  public let peakBytes: Int
  /// When a worker was given it, in nanoseconds since 1970; nil when none was.
  public let started: Int64?
  /// The number of the worker that had it, counted from 1 in the order in which they were started; nil when none had.
  public let worker: Int?
  /// When it ended, in nanoseconds since 1970.
  public let ended: Int64

  init(
    _ node: RunNode, status: Status, seconds: Double, result: StageResult?, error: String?,
    log: String?, peakBytes: Int, started: Int64?, worker: Int?
  ) {
    stage = node.stage.name
    template = node.stage.template
    item = node.stage.item
    line = node.stage.line
    kind = node.planned.kind
    self.status = status
    self.seconds = seconds
    key = result?.key ?? node.resolution?.key ?? node.planned.key
    self.result = result
    reasons = node.reasons
    self.error = error
    retries = node.retries
    self.log = log
    self.peakBytes = peakBytes
    self.started = started
    self.worker = worker
    ended = StoreClock.now
  }

  /// Its outputs by port; empty unless hit or ran.
  public var outputs: [String: ArtifactReference] {
    Dictionary(artifacts.map { ($0.port, $0.artifact) }) { _, last in last }
  }

  private var artifacts: [StageResult.Output] { result?.outputs ?? [] }

  /// The size of its outputs before compression, in bytes.
  public var rawBytes: Int { artifacts.reduce(0) { $0 + $1.artifact.rawBytes } }
  /// The size of its outputs as stored, in bytes.
  public var storedBytes: Int { artifacts.reduce(0) { $0 + $1.artifact.storedBytes } }
}
