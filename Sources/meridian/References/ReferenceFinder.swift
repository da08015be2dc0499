internal import Pipeline
internal import Stages
internal import Store

/// Finds what references on a command line name, all with the same store and the same parameters set.
struct ReferenceFinder {
  let overrides: OverrideOptions
  let store: StoreOptions

  /// The artifact of a reference, and the store it is in.
  ///
  /// A stage with items has one artifact an item: what is to be done with all of them (`diff` item by item) begins
  /// here, with a list of named artifacts instead of one.
  func find(_ reference: String) throws -> (store: Store, artifact: ArtifactReference) {
    switch try ArtifactName(reference) {
    case .digest(let prefix):
      let store = try store.choice().open()
      return (store, try store.resolve(prefix: prefix))
    case .stage(let file, let output):
      let pipeline = try CheckedPipeline.load(
        path: file, overrides: overrides.values, catalogue: .standard)
      let store = try store.choice(from: Paths.parent(Paths.absolute(file))).open()
      let finder = StageOutputFinder(
        store: store, pipeline: pipeline, overrides: overrides.values)
      return (store, try finder.artifact(output))
    }
  }
}
