import Store

/// Remembers the keys of a pipeline's last run, so that the next plan asks the index once instead of
/// once for each level of the graph.
///
/// Only a guess: every key is made anew and compared.
struct PlanMemory {
  private let store: Store
  private let place: Digest

  init(store: Store, pipeline: CheckedPipeline) {
    self.store = store
    place = Digest.of(text: "keys of the last run of \(pipeline.absolutePath)")
  }

  /// The results that the last run had, as far as they are still there.
  func results() throws -> [Digest: StageResult] {
    guard let bytes = try store.files.loadCheckpoint(for: place) else { return [:] }
    return try store.lookup(keys: Digest.list(in: bytes))
  }

  /// Keeps the keys of a run.
  func keep(_ keys: some Sequence<Digest>) throws {
    try store.files.saveCheckpoint(keys.flatMap(\.bytes), for: place, isDurable: false)
  }
}
