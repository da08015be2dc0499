internal import Pipeline
internal import Stages
internal import Store

/// Finds artifacts by how users name them.
struct ReferenceFinder {
  /// What is set in pipeline files that references name.
  let overrides: [ParameterOverride]
  let store: StoreOptions

  /// The store and the artifact in it.
  ///
  /// - Parameter port: which is meant of a stage's several outputs where the reference names none.
  func find(
    _ reference: String, preferring port: String? = nil
  ) throws -> (store: Store, artifact: ArtifactReference) {
    switch try ArtifactName(reference) {
    case .digest(let prefix):
      let store = try store.choice().open()
      return (store, try store.resolve(prefix: prefix))
    case .stage(let file, let output):
      let finder = try finder(for: file)
      let wanted = port.map { finder.naming($0, of: output) } ?? output
      return (finder.store, try finder.artifact(wanted))
    }
  }

  /// The store and the artifact in it, or a collection of them.
  func findAll(_ reference: String) throws -> (store: Store, output: StageOutput) {
    switch try ArtifactName(reference) {
    case .digest:
      let found = try find(reference)
      return (found.store, .artifact(found.artifact))
    case .stage(let file, let output):
      let finder = try finder(for: file)
      return (finder.store, try finder.find(output))
    }
  }

  private func finder(for file: String) throws -> StageOutputFinder {
    let pipeline = try CheckedPipeline.load(
      path: file, overrides: overrides, catalogue: .standard)
    let store = try store.choice(from: Paths.parent(Paths.absolute(file))).open()
    return StageOutputFinder(store: store, pipeline: pipeline, overrides: overrides)
  }
}
