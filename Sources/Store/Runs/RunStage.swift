/// What became of one stage, or one item of a stage, in a run.
public struct RunStage: Codable, Sendable, Equatable {
  /// The stage's name.
  public var stage: String
  /// The item, where the stage runs once an item.
  public var item: String?
  /// The stage kind.
  public var kind: String
  /// The key, once its inputs were known.
  public var key: Digest?
  /// What became of it.
  public var status: RunStageStatus
  /// Why the plan ran it.
  public var reason: String?
  /// Why it failed.
  public var error: String?
  /// When it started, in nanoseconds since 1970 (UTC).
  public var started: Int64?
  /// How long it took, in seconds.
  public var seconds: Double
  /// Its largest resident memory, in bytes.
  public var peakBytes: Int
  /// The artifact at each output port.
  public var outputs: [String: Digest]
  /// The size of the outputs on disk, in bytes.
  public var outputBytes: Int
  /// What it measured.
  public var metrics: [String: Double]

  /// Creates an entry.
  public init(
    stage: String, item: String? = nil, kind: String, key: Digest? = nil,
    status: RunStageStatus = .pending, reason: String? = nil, error: String? = nil,
    started: Int64? = nil, seconds: Double = 0, peakBytes: Int = 0,
    outputs: [String: Digest] = [:], outputBytes: Int = 0, metrics: [String: Double] = [:]
  ) {
    self.stage = stage
    self.item = item
    self.kind = kind
    self.key = key
    self.status = status
    self.reason = reason
    self.error = error
    self.started = started
    self.seconds = seconds
    self.peakBytes = peakBytes
    self.outputs = outputs
    self.outputBytes = outputBytes
    self.metrics = metrics
  }
}
