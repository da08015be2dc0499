/// What a collection removed, or would remove.
public struct CollectionReport: Sendable, Equatable {
  /// A result that went.
  public struct RemovedResult: Sendable, Equatable {
    /// Its key.
    public let key: Digest
    /// The stage that made it first.
    public let stage: String
    /// The stage's kind.
    public let kind: String
    /// When it was made, in nanoseconds since 1970 (UTC).
    public let created: Int64
    /// When it was made or last used by a run, in nanoseconds since 1970 (UTC).
    public let used: Int64
    /// The size on disk of its artifacts, those shared with other results included.
    public let bytes: Int
    /// Why it went.
    public let reason: Reason
  }

  /// Why a result goes.
  public enum Reason: String, Sendable, Equatable {
    /// It was not made or used within the age given.
    case age
    /// No pipeline given, nor anything else, has a use for it.
    case unreachable
    /// The store was over its budget, and others were used later.
    case budget
    /// Its key has an earlier result, which is the one that counts.
    case superseded
  }

  /// Why a result stays; the first that applies.
  public enum Kept: String, Sendable, Equatable, CaseIterable {
    /// A pin needs it.
    case pinned
    /// A pipeline that was given needs it.
    case pipeline
    /// A run that is under way uses it.
    case inUse
    /// It is younger than the age given, or there is room for it.
    case recent
  }

  /// The kinds of things that go.
  public enum Category: String, Sendable, Equatable, CaseIterable {
    /// Result records.
    case results
    /// Artifacts that no result names any more.
    case artifacts
    /// States of stages that have their result, or that nobody went on with.
    case checkpoints
    /// Records of runs.
    case runs
    /// Logs of runs.
    case logs
    /// What dead processes left in `tmp/`.
    case temporary
    /// What was found damaged and put aside.
    case quarantine
  }

  /// The results that went, the least recently used first.
  public internal(set) var results: [RemovedResult] = []
  /// What went, by kind.
  public internal(set) var removed: [Category: FileAmount] = [:]
  /// How many results stay, by why they do.
  public internal(set) var kept: [Kept: Int] = [:]
  /// The bytes of the artifacts and records that stay.
  public internal(set) var keptBytes = 0
  /// What no result names, but had to stay for now: a process that lives may be about to use it.
  public internal(set) var deferred = FileAmount()
  /// How many processes use the store.
  public internal(set) var leases = 0

  /// All that went.
  public var total: FileAmount {
    removed.values.reduce(into: FileAmount()) { $0.add($1.bytes, count: $1.count) }
  }

  mutating func add(_ category: Category, _ bytes: Int, count: Int = 1) {
    removed[category, default: FileAmount()].add(bytes, count: count)
  }
}
