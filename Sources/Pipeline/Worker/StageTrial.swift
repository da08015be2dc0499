import Foundation
public import Store

/// Executes one stage kind on its own, in this process, as a pipeline would: for tests of kinds and
/// for programs that want one result.
public enum StageTrial {
  /// One thing to connect to a port.
  public enum Input: Sendable {
    /// An artifact of the store; the name is what a port for many shows.
    case artifact(ArtifactReference, name: String = "item")
    /// A file; the name is what a port for many shows, the path when nil.
    case file(String, name: String? = nil)
  }

  /// Runs a kind.
  ///
  /// - Parameters:
  ///   - kind: the kind.
  ///   - parameters: what a pipeline file would give; defaults, coercion, `resolve` and `check` apply.
  ///   - inputs: what is connected, by port.
  ///   - seed: the seed of a seeded kind.
  ///   - threads: how many threads it may use.
  ///   - checksNumerics: whether it looks for the first value that is not finite.
  ///   - files: where artifacts are read and written.
  ///   - catalogue: the kind's, which sees to the number of threads; without it `threads` is only told to the stage.
  /// - Returns: the artifacts by output port.
  /// - Throws: `PipelineError.stage` for parameters or uses that are refused; else what the kind throws.
  public static func run(
    _ kind: any StageKind.Type, parameters: ParameterMap = ParameterMap(),
    inputs: [String: [Input]] = [:], seed: UInt64 = 0, threads: Int = 1,
    checksNumerics: Bool = false, files: ObjectFiles,
    catalogue: Catalogue? = nil
  ) throws -> [String: ArtifactReference] {
    let invocation = StageInvocation(
      parameters: try complete(parameters, of: kind), inputs: inputs.mapValues(connections))
    let resolved = KindResolution.apply(kind, to: invocation)
    if let problem = resolved.problems.first {
      throw PipelineError.stage(
        problem.message + (problem.remedy.map { "; \($0)" } ?? ""))
    }
    let key = Digest.of(text: "trial \(UUID().uuidString)")
    let assignment = StageAssignment(
      number: 1, kind: kind.name, kindVersion: kind.version, parameters: "{}", seed: seed,
      inputs: assigned(inputs, of: kind), key: key,
      threads: threads, checksNumerics: checksNumerics)
    catalogue?.useThreads(max(1, threads))
    let context = StageContext(
      assignment, kind: kind, parameters: resolved.parameters, files: files,
      host: StageHost(report: { _ in }, log: { _ in }, isCancelled: { false }))
    defer { context.removeTemporaryFolder() }
    try kind.run(context)
    let outputs = try context.outputs()
    try files.dropCheckpoint(for: key)
    return outputs
  }

  /// The parameters with defaults, coerced.
  ///
  /// - Throws: `PipelineError.stage` when one is unknown, missing or of the wrong type.
  public static func complete(
    _ parameters: ParameterMap, of kind: any StageKind.Type
  ) throws -> Parameters {
    for name in parameters.names where !kind.parameters.contains(where: { $0.name == name }) {
      throw PipelineError.stage("unknown parameter '\(name)' of kind \(kind.name)")
    }
    var complete = ParameterMap()
    for declaration in kind.parameters {
      guard let value = parameters[declaration.name] ?? declaration.defaultValue else {
        throw PipelineError.stage("parameter '\(declaration.name)' is missing")
      }
      switch ParameterCoercion.coerce(value, to: declaration) {
      case .success(let value): complete[declaration.name] = value
      case .failure(let failure):
        throw PipelineError.stage("parameter '\(declaration.name)': \(failure.message)")
      }
    }
    return Parameters(complete)
  }

  private static func connections(_ inputs: [Input]) -> [StageInvocation.Connection] {
    inputs.map { input in
      switch input {
      case .artifact(let reference, let name):
        StageInvocation.Connection(name: name, type: reference.type.name)
      case .file(let path, let name):
        StageInvocation.Connection(name: name ?? path, type: FileArtifact.name, path: path)
      }
    }
  }

  private static func assigned(
    _ inputs: [String: [Input]], of kind: any StageKind.Type
  ) -> [StageAssignment.Input] {
    inputs.map { port, items in
      let isMany = kind.inputs.first { $0.name == port }?.arity == .many
      let handed = items.map { input in
        switch input {
        case .artifact(let reference, let name):
          StageAssignment.Item(name: name, artifact: reference)
        case .file(let path, let name):
          StageAssignment.Item(name: name ?? path, path: path, written: path)
        }
      }
      return StageAssignment.Input(
        port: port, isMany: isMany,
        items: handed.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }
  }
}
