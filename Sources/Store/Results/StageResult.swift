/// The immutable record of one execution of a stage: its key, what it made, and how.
///
/// A value that is handed around more than it is made, so it is a class without anything that changes: a copy costs one
/// reference count instead of ten.
public final class StageResult: Sendable {
  /// One digest that entered the key.
  public struct Input: Hashable, Sendable, Codable {
    /// The input port.
    public let port: String
    /// The item's name, where the port takes a collection.
    public let item: String?
    /// The artifact, or the file's bytes.
    public let digest: Digest
    /// The path as the pipeline gave it, for files.
    public let path: String?

    /// Creates an input.
    public init(port: String, item: String? = nil, digest: Digest, path: String? = nil) {
      self.port = port
      self.item = item
      self.digest = digest
      self.path = path
    }
  }

  /// One artifact that the stage made.
  public struct Output: Hashable, Sendable, Codable {
    /// The output port.
    public let port: String
    /// The artifact.
    public let artifact: ArtifactReference

    /// Creates an output.
    public init(port: String, artifact: ArtifactReference) {
      self.port = port
      self.artifact = artifact
    }
  }

  /// What the execution took.
  public struct Cost: Hashable, Sendable, Codable {
    /// Wall time in seconds.
    public let seconds: Double
    /// Processor time in seconds, over all threads.
    public let cpuSeconds: Double
    /// Largest resident memory in bytes.
    public let peakBytes: Int

    /// Creates a cost.
    public init(seconds: Double, cpuSeconds: Double, peakBytes: Int) {
      self.seconds = seconds
      self.cpuSeconds = cpuSeconds
      self.peakBytes = peakBytes
    }

    /// Whether it could be true; what was read from a file or another process may be anything.
    package var isPossible: Bool {
      seconds >= 0 && seconds.isFinite && cpuSeconds >= 0 && cpuSeconds.isFinite
        && 0...ArtifactReference.largest ~= peakBytes
    }
  }

  /// The name under which the result is looked up.
  public let key: Digest
  /// The stage kind, such as `mesh.laplacian`.
  public let kind: String
  /// The kind's version.
  public let kindVersion: Int
  /// The name of the stage that first made it; not part of the key.
  public let stage: String
  /// The parameters of the key, as canonical JSON text.
  public let parameters: String
  /// The digests of the key.
  public let inputs: [Input]
  /// The artifacts made.
  public let outputs: [Output]
  /// The seed, if the kind declares randomness.
  public let seed: UInt64?
  /// What it took.
  public let cost: Cost
  /// The numerics fingerprint of the process that computed it.
  public let fingerprint: String
  /// When, in nanoseconds since 1970 (UTC).
  public let created: Int64
  /// The run that made it.
  public let run: String

  /// Creates a result; `created` is now unless given.
  public init(
    key: Digest, kind: String, kindVersion: Int, stage: String, parameters: String,
    inputs: [Input], outputs: [Output], seed: UInt64? = nil, cost: Cost, fingerprint: String,
    created: Int64 = StoreClock.now, run: String
  ) {
    self.key = key
    self.kind = kind
    self.kindVersion = kindVersion
    self.stage = stage
    self.parameters = parameters
    self.inputs = inputs
    self.outputs = outputs
    self.seed = seed
    self.cost = cost
    self.fingerprint = fingerprint
    self.created = created
    self.run = run
  }
}

extension StageResult: Hashable {
  /// Whether both are the same record.
  public static func == (left: StageResult, right: StageResult) -> Bool {
    left === right || left.key == right.key && left.encoded() == right.encoded()
  }

  /// Feeds what tells most records apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(created)
  }
}
