import Artifacts
import Foundation
import Pipeline
import Stages
import Store
import TestSupport
import Testing

/// Runs kinds of the standard catalogue on their own, in a store of its own.
struct Trial {
  let folder: TemporaryFolder
  let files: ObjectFiles

  init() throws {
    folder = try TemporaryFolder()
    files = try ObjectFiles(root: folder.path("store"))
  }

  /// Runs a kind and gives its outputs by port.
  func run(
    _ kind: String, _ parameters: ParameterValue = [:],
    _ inputs: [String: [StageTrial.Input]] = [:], seed: UInt64 = 0, threads: Int = 1
  ) throws -> [String: ArtifactReference] {
    let kind = try #require(Catalogue.standard[kind], "no kind \(kind)")
    return try StageTrial.run(
      kind, parameters: #require(parameters.mapValue), inputs: inputs, seed: seed, threads: threads,
      files: files, catalogue: .standard)
  }

  /// Reads an output as what it is.
  func read<A: Artifact>(_ type: A.Type = A.self, _ reference: ArtifactReference?) throws -> A {
    try A(from: files.open(#require(reference)))
  }

  /// Stores a value that no kind makes, as if one had.
  func store(_ value: some Artifact) throws -> ArtifactReference {
    let writer = try files.makeWriter(type: type(of: value).artifactType)
    try value.write(to: writer)
    return try writer.finish()
  }

  /// Writes a text file and gives it as an input.
  func file(_ name: String, _ text: String) throws -> [StageTrial.Input] {
    [.file(try folder.write(name, text))]
  }

  /// The message of a run that must fail.
  func failure(
    _ kind: String, _ parameters: ParameterValue = [:],
    _ inputs: [String: [StageTrial.Input]] = [:]
  ) throws -> String {
    do {
      _ = try run(kind, parameters, inputs)
    } catch {
      return "\(error)"
    }
    Issue.record("\(kind) must fail")
    return ""
  }
}

/// An output as an input.
func artifact(
  _ reference: ArtifactReference?, name: String = "item"
) throws -> [StageTrial.Input] {
  [.artifact(try #require(reference), name: name)]
}
