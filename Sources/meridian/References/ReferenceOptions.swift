internal import ArgumentParser
internal import Pipeline
internal import Stages
internal import Store

/// The artifact a command is about, and the store it is in.
struct ReferenceOptions: ParsableArguments {
  @Argument(help: "The artifact: the first digits of its digest, FILE:stage or FILE:stage.port.")
  var reference: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  /// The store and the artifact in it.
  func find() throws -> (store: Store, artifact: ArtifactReference) { try find(reference) }

  /// The same for another artifact, named with the same options.
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
