/// What became of one stage, or one item of a stage, in a run.
public struct RunStage: Codable, Sendable, Equatable {
  /// The stage's name.
  public var stage: String
  /// The item, where the stage runs once an item.
  public var item: String?
  /// The values, as text, of the matrix parameters that make this one variant of a stage; empty outside a matrix.
  public var variant: [String: String]
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
    stage: String, item: String? = nil, variant: [String: String] = [:], kind: String,
    key: Digest? = nil,
    status: RunStageStatus = .pending, reason: String? = nil, error: String? = nil,
    started: Int64? = nil, seconds: Double = 0, peakBytes: Int = 0,
    outputs: [String: Digest] = [:], outputBytes: Int = 0, metrics: [String: Double] = [:]
  ) {
    self.stage = stage
    self.item = item
    self.variant = variant
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

  /// Reads an entry; those of older runs have no variant.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    stage = try fields.decode(String.self, forKey: .stage)
    item = try fields.decodeIfPresent(String.self, forKey: .item)
    variant = try fields.decodeIfPresent([String: String].self, forKey: .variant) ?? [:]
    kind = try fields.decode(String.self, forKey: .kind)
    key = try fields.decodeIfPresent(Digest.self, forKey: .key)
    status = try fields.decode(RunStageStatus.self, forKey: .status)
    reason = try fields.decodeIfPresent(String.self, forKey: .reason)
    error = try fields.decodeIfPresent(String.self, forKey: .error)
    started = try fields.decodeIfPresent(Int64.self, forKey: .started)
    seconds = try fields.decode(Double.self, forKey: .seconds)
    peakBytes = try fields.decode(Int.self, forKey: .peakBytes)
    outputs = try fields.decode([String: Digest].self, forKey: .outputs)
    outputBytes = try fields.decode(Int.self, forKey: .outputBytes)
    metrics = try fields.decode([String: Double].self, forKey: .metrics)
  }
}
