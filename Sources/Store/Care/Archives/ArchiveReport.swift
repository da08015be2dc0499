/// What was written to an archive, or taken from one.
public struct ArchiveReport: Sendable, Equatable {
  /// The artifacts that were asked for when it was made.
  public internal(set) var roots: [Digest] = []
  /// The results in it.
  public internal(set) var results = 0
  /// The artifacts in it, and their bytes on disk.
  public internal(set) var artifacts = FileAmount()
  /// The results that were new to the store that imported it.
  public internal(set) var newResults = 0
  /// The artifacts that were new to the store that imported it, and their bytes on disk.
  public internal(set) var newArtifacts = FileAmount()
}
