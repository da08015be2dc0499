/// What a verification looked at and found.
public struct VerificationReport: Sendable, Equatable {
  /// The stored copies of artifacts that were hashed anew, and their bytes on disk.
  public internal(set) var artifacts = FileAmount()
  /// The results whose artifacts were looked for.
  public internal(set) var results = 0
  /// The packs that were read.
  public internal(set) var packs = 0
  /// What is wrong, artifacts first.
  public internal(set) var findings: [VerificationFinding] = []
  /// Whether nothing was changed, as the store is only read.
  public internal(set) var isReadOnly = false
}
