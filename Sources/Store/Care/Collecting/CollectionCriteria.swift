/// What a collection keeps beyond pins and what is in use.
///
/// At least one criterion has to be given: without any, everything would go.
public struct CollectionCriteria: Sendable {
  /// Results made or used within so many seconds stay, and so do runs, logs, checkpoints and
  /// quarantined files of that age; nil if age does not matter.
  public var age: Double?
  /// The bytes that artifacts and results may take; nil if there is no limit.
  ///
  /// The least recently made or used go first.
  public var maximumBytes: Int?
  /// The keys that given pipelines have as they are now, whose results stay with all they were made
  /// from; nil if no pipeline was given.
  public var keptKeys: Set<Digest>?
  /// The time from which ages are counted back, in nanoseconds since 1970 (UTC).
  public var now: Int64

  /// Creates criteria.
  public init(
    age: Double? = nil, maximumBytes: Int? = nil, keptKeys: Set<Digest>? = nil,
    now: Int64 = StoreClock.now
  ) {
    self.age = age
    self.maximumBytes = maximumBytes
    self.keptKeys = keptKeys
    self.now = now
  }

  /// Whether no criterion is given.
  public var isEmpty: Bool { age == nil && maximumBytes == nil && keptKeys == nil }

  /// What is older than this goes, in nanoseconds since 1970; nil if age does not matter.
  var oldest: Int64? {
    age.map { age in
      let span = min(max(age, 0) * 1e9, Double(Int64.max / 2))
      return now - Int64(span)
    }
  }
}
