internal import Artifacts
internal import Store

/// The numbers that stages of a run measured.
enum RunMetrics {
  /// A number with the stage that measured it and its name.
  struct Row: Hashable, Sendable {
    let stage: String
    let metric: String
    let value: Double
  }

  /// The rows of a recorded run, in the order of its stages.
  static func rows(of record: RunRecord, in store: Store) throws -> [Row] {
    try record.stages.flatMap { stage in
      try stage.outputs.sorted { $0.key < $1.key }.flatMap { _, digest in
        try store.reference(for: digest).map { try rows(of: $0, stage: stage.stage, in: store) }
          ?? []
      }
    }
  }

  /// The rows of one artifact; none where it holds no metrics.
  static func rows(
    of artifact: ArtifactReference, stage: String, in store: Store
  ) throws -> [Row] {
    guard artifact.type.name == Metrics.artifactType.name else { return [] }
    return try Metrics(from: try store.files.open(artifact)).scalars.map {
      Row(stage: stage, metric: $0.name, value: $0.value)
    }
  }
}
