internal import Pipeline
internal import Store

/// What a stage would be fed, as far as it is in the cache.
struct CachedInputs {
  /// Readers by port, under the names that the stage sees.
  let byPort: [String: [(name: String, reader: ArtifactReader)]]
  /// The stages, as they are written, that have no result yet.
  let missing: [String]

  /// Looks up the results that the stage's inputs come from.
  ///
  /// - Throws: `StoreError` if an artifact that is said to be there cannot be opened.
  init(of stage: CheckedStage, in plan: Plan, store: Store) throws {
    let results = Dictionary(
      plan.stages.map { ($0.position, $0.result) }, uniquingKeysWith: { first, _ in first })
    var byPort: [String: [(name: String, reader: ArtifactReader)]] = [:]
    var missing: [String] = []
    for input in stage.inputs {
      for item in input.items {
        guard case .output(let position, let port) = item.source else { continue }
        guard let output = results[position]??.outputs.first(where: { $0.port == port }) else {
          let template = plan.stages.first { $0.position == position }?.template
          if let template, !missing.contains(template) { missing.append(template) }
          continue
        }
        byPort[input.port, default: []].append((item.name, try store.files.open(output.artifact)))
      }
    }
    self.byPort = byPort
    self.missing = missing
  }
}
