internal import Pipeline
internal import Stages
internal import Store

/// Finds artifacts by how users name them.
struct ReferenceFinder {
  /// What is set in pipeline files that references name.
  let overrides: [ParameterOverride]
  let store: StoreOptions

  /// The store and the artifact in it.
  func find(_ reference: String) throws -> (store: Store, artifact: ArtifactReference) {
    switch try ArtifactName(reference) {
    case .digest(let prefix):
      let store = try store.choice().open()
      return (store, try store.resolve(prefix: prefix))
    case .stage(let file, let output):
      let pipeline = try CheckedPipeline.load(
        path: file, overrides: overrides, catalogue: .standard)
      let store = try store.choice(from: Paths.parent(Paths.absolute(file))).open()
      let finder = StageOutputFinder(store: store, pipeline: pipeline, overrides: overrides)
      return (store, try finder.artifact(output))
    }
  }
}
