internal import ArgumentParser
internal import Store

/// The artifact a command is about, and the store it is in.
struct ReferenceOptions: ParsableArguments {
  @Argument(
    help: "The artifact: the first digits of its digest, FILE:stage or FILE:stage.port.",
    completion: Completions.references)
  var reference: String

  @OptionGroup var overrides: OverrideOptions
  @OptionGroup var store: StoreOptions

  /// The store and the artifact in it.
  ///
  /// - Parameter port: which is meant of a stage's several outputs where the reference names none.
  func find(
    preferring port: String? = nil
  ) throws -> (store: Store, artifact: ArtifactReference) { try find(reference, preferring: port) }

  /// The same for another artifact, named with the same options.
  func find(
    _ reference: String, preferring port: String? = nil
  ) throws -> (store: Store, artifact: ArtifactReference) {
    try ReferenceFinder(overrides: overrides.values, store: store)
      .find(reference, preferring: port)
  }
}
