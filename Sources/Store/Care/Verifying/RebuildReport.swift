/// What an index was made from.
public struct RebuildReport: Sendable, Equatable {
  /// The packs that were read.
  public internal(set) var packs = FileAmount()
  /// The files under `objects/`.
  public internal(set) var objects = FileAmount()
  /// The results that count.
  public internal(set) var results = 0
  /// The artifacts, large and small.
  public internal(set) var artifacts = 0
  /// The results that were taken back.
  public internal(set) var forgotten = 0
  /// Packs or stretches of packs that could not be read.
  public internal(set) var damaged = 0
}
