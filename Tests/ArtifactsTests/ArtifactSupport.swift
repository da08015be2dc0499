import Artifacts
import Store
import TestSupport
import Testing

/// A store in a scratch folder, for writing artifacts and reading them back.
final class ScratchStore {
  private let folder: TemporaryFolder
  let files: ObjectFiles

  init() throws {
    folder = try TemporaryFolder()
    files = try ObjectFiles(root: folder.path("store"))
  }

  /// Stores arrays under a type and opens the result.
  func reader(_ type: ArtifactType, _ write: (ArtifactWriter) throws -> Void) throws
    -> ArtifactReader
  {
    let writer = try files.makeWriter(type: type)
    try write(writer)
    return try files.open(try writer.finish())
  }

  /// Stores an artifact and opens it.
  func reader(_ artifact: some Artifact) throws -> ArtifactReader {
    try reader(type(of: artifact).artifactType) { try artifact.write(to: $0) }
  }

  /// Stores and reads an artifact.
  func roundTrip<Value: Artifact>(_ artifact: Value) throws -> Value {
    try Value(from: try reader(artifact))
  }
}

/// The error that reading a hand-made artifact throws; records an issue when nothing is thrown.
func artifactError(
  _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> ArtifactError? {
  do {
    try body()
  } catch let error as ArtifactError {
    return error
  } catch {
    Issue.record("threw \(error), not an ArtifactError", sourceLocation: location)
    return nil
  }
  Issue.record("nothing was thrown", sourceLocation: location)
  return nil
}
