import Store

/// Finds the newest earlier results of a pipeline's stages, from the records of its runs.
struct StageHistory {
  /// How many runs are looked through.
  private static let depth = 20

  private let store: Store

  init(store: Store) { self.store = store }

  /// The newest earlier result of each of these stages, as far as there is one: first from the runs
  /// of the same file, then from those of a file of that name elsewhere, as where a folder was moved.
  func results(
    of stages: [CheckedStage], in pipeline: CheckedPipeline
  ) throws -> [String: StageResult] {
    var found: [String: StageResult] = [:]
    var missing = Set(stages.map(\.name))
    let file = pipeline.absolutePath
    let runs = try store.runs(limit: 200).filter { Self.name(of: $0.file) == Self.name(of: file) }
    let ordered = runs.filter { $0.file == file } + runs.filter { $0.file != file }
    for summary in ordered.prefix(Self.depth) where !missing.isEmpty {
      guard let record = try? store.run(summary.id) else { continue }
      var keys: [String: Digest] = [:]
      for stage in record.stages where missing.contains(stage.stage) {
        if stage.status == .hit || stage.status == .ran { keys[stage.stage] = stage.key }
      }
      let results = try store.lookup(keys: Array(Set(keys.values)))
      for (name, key) in keys {
        guard let result = results[key] else { continue }
        found[name] = result
        missing.remove(name)
      }
    }
    return found
  }

  private static func name(of file: String) -> Substring? { file.split(separator: "/").last }
}

extension CheckedPipeline {
  /// The absolute path of the file, by which runs of one pipeline are known.
  package var absolutePath: String {
    "\(folder)/\(path.split(separator: "/").last.map(String.init) ?? path)"
  }
}
