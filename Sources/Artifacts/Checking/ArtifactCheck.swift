public import Store

/// Checks stored artifacts against what their types promise, beyond their bytes being those written.
public enum ArtifactCheck {
  /// What is wrong with an artifact, a sentence each; empty if all is well, or nothing is known of its type.
  ///
  /// - Throws: `StoreError` when the bytes cannot be read or are damaged.
  /// - Complexity: reads the whole artifact, and the operators it was made from where a check needs them.
  public static func problems(
    of reader: ArtifactReader, origin: ArtifactOrigin
  ) throws -> [String] {
    guard let type = ArtifactCatalogue.type(named: reader.type.name),
      type.artifactType.version == reader.type.version
    else { return [] }
    do {
      return try type.init(from: reader).brokenPromises(origin)
    } catch let error as ArtifactError {
      return [error.message]
    }
  }
}
