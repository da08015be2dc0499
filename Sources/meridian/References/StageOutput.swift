internal import Store

/// What a reference names.
enum StageOutput {
  /// One artifact.
  case artifact(ArtifactReference)
  /// What a stage made for each item of a batch, and in each variant: by what stands in brackets behind its name.
  ///
  /// Nil where there is no result for the parameters as they are now.
  case collection([(name: String, artifact: ArtifactReference?)])
}
