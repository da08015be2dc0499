import Foundation
public import Store
import Synchronization

/// What a stage kind's `run` gets: inputs as readers, parameters, seed; and where it leaves outputs,
/// progress, log lines and checkpoints.
public final class StageContext: Sendable {
  /// The parameters, with defaults and of their declared types.
  public let parameters: Parameters
  /// The seed of a seeded kind; 0 otherwise.
  public let seed: UInt64
  /// How many threads the stage may use; its result must not depend on it.
  public let threads: Int
  /// Whether the stage should look for the first value that is not finite and fail there, naming the place; it can
  /// change no result.
  public let checksNumerics: Bool

  private let kind: any StageKind.Type
  private let inputs: [String: StageAssignment.Input]
  private let key: Digest
  private let files: ObjectFiles
  private let host: StageHost
  private let state = Mutex(State())

  private struct State {
    var committed: [String: ArtifactReference] = [:]
    var folder: ScratchFolder?
    var lastReport: ContinuousClock.Instant?
  }

  init(
    _ assignment: StageAssignment, kind: any StageKind.Type, parameters: Parameters,
    files: ObjectFiles, host: StageHost
  ) {
    self.kind = kind
    self.parameters = parameters
    self.files = files
    self.host = host
    seed = assignment.seed ?? 0
    threads = max(1, assignment.threads)
    checksNumerics = assignment.checksNumerics
    key = assignment.key
    inputs = Dictionary(uniqueKeysWithValues: assignment.inputs.map { ($0.port, $0) })
  }

  // MARK: Inputs

  /// Whether anything is connected to an input port.
  public func isConnected(_ port: String) -> Bool { inputs[port] != nil }

  /// The artifact connected to a port that takes one.
  ///
  /// - Throws: `PipelineError.stage` when the port is not connected or holds a file; `StoreError` when
  ///   the artifact is missing or damaged, upon which the engine recomputes it.
  public func reader(_ port: String) throws -> ArtifactReader {
    let all = try readers(port)
    guard all.count == 1, let first = all.first else {
      throw PipelineError.stage("input '\(port)' has \(all.count) items where one was asked for")
    }
    return first.reader
  }

  /// The artifacts connected to a port, sorted by name; empty when it is not connected.
  ///
  /// - Throws: as `reader(_:)`.
  public func readers(_ port: String) throws -> [NamedReader] {
    try (inputs[port]?.items ?? []).map { item in
      guard let artifact = item.artifact else {
        throw PipelineError.stage("input '\(port)' is the file '\(item.name)', not an artifact")
      }
      return NamedReader(name: item.name, reader: try files.open(artifact))
    }
  }

  /// The files connected to a port, sorted by name; an artifact of type `file` is written into the
  /// stage's temporary folder first.
  ///
  /// Empty when the port is not connected.
  ///
  /// - Throws: `StoreError` when an artifact is missing or damaged.
  public func files(_ port: String) throws -> [InputFile] {
    try (inputs[port]?.items ?? []).enumerated().map { position, item in
      if let path = item.path {
        return InputFile(path: path, name: item.written ?? item.name)
      }
      guard let artifact = item.artifact else {
        throw PipelineError.stage("input '\(port)' has an item without content")
      }
      let path = try temporaryFolder() + "/input-\(port)-\(position)"
      try FileArtifact.write(files.open(artifact), to: path)
      return InputFile(path: path, name: item.name)
    }
  }

  /// The names of the items of a port, in the order of `readers` and `files`.
  public func itemNames(_ port: String) -> [String] { (inputs[port]?.items ?? []).map(\.name) }

  /// The only file connected to a port.
  ///
  /// - Throws: as `files(_:)`, and when the port holds none or several.
  public func file(_ port: String) throws -> InputFile {
    let all = try files(port)
    guard all.count == 1, let first = all.first else {
      throw PipelineError.stage("input '\(port)' has \(all.count) files where one was asked for")
    }
    return first
  }

  // MARK: Outputs

  /// A writer for an output; hand it to `commit(_:to:)` when everything is written.
  ///
  /// - Throws: `PipelineError.stage` when the kind has no such output or the type is another;
  ///   `StoreError` when the store cannot be written.
  public func makeWriter(_ port: String, type: ArtifactType) throws -> ArtifactWriter {
    let output = try declaration(of: port)
    guard output.type == type.name else {
      throw PipelineError.stage(
        "output '\(port)' is declared as \(output.type), but \(type.name) was written")
    }
    return try files.makeWriter(type: type)
  }

  /// Finishes an artifact and makes it the value of an output.
  ///
  /// - Throws: `StoreError` when the store cannot be written.
  public func commit(_ writer: ArtifactWriter, to port: String) throws {
    _ = try declaration(of: port)
    let reference = try writer.finish()
    state.withLock { $0.committed[port] = reference }
  }

  /// Stores the file at `path` as an output of type `file`.
  ///
  /// - Throws: when the file cannot be read or the store cannot be written.
  public func commitFile(at path: String, to port: String) throws {
    let writer = try makeWriter(port, type: FileArtifact.type)
    try FileArtifact.read(path, into: writer)
    try commit(writer, to: port)
  }

  /// Stores bytes as an output of type `file`.
  ///
  /// - Throws: `StoreError` when the store cannot be written.
  public func commitFile(bytes: [UInt8], to port: String) throws {
    let writer = try makeWriter(port, type: FileArtifact.type)
    try bytes.withUnsafeBytes { try FileArtifact.write($0, with: writer) }
    try commit(writer, to: port)
  }

  private var declaredOutputs: [OutputPort] {
    kind.outputs(for: parameters, connected: Set(inputs.keys))
  }

  private func declaration(of port: String) throws -> OutputPort {
    guard let output = declaredOutputs.first(where: { $0.name == port }) else {
      throw PipelineError.stage("kind \(kind.name) declares no output '\(port)'")
    }
    return output
  }

  // MARK: Progress, log, cancellation

  /// Tells how far the stage is; cheap, for reports that follow too fast are left out.
  public func report(_ progress: StageProgress) {
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      if let last = state.lastReport, now - last < .milliseconds(50) { return false }
      state.lastReport = now
      return true
    }
    if isDue { host.report(progress) }
  }

  /// Writes a line into the stage's log.
  public func log(_ line: String) { host.log(line) }

  /// Whether the stage was asked to stop.
  public var isCancelled: Bool { host.isCancelled() }

  /// Stops the stage if it was asked to; call it in every long loop.
  ///
  /// - Throws: `PipelineError.cancelled`.
  public func checkCancellation() throws {
    if isCancelled { throw PipelineError.cancelled }
  }

  // MARK: Checkpoints and scratch space

  /// What `saveCheckpoint` saved last for this very key, in this run or one that was broken off.
  ///
  /// - Throws: `StoreError` when it cannot be read.
  public func loadCheckpoint() throws -> [UInt8]? { try files.loadCheckpoint(for: key) }

  /// Saves the state from which the stage can go on; dropped once the result is stored.
  ///
  /// - Throws: `StoreError` when the store cannot be written.
  public func saveCheckpoint(_ bytes: [UInt8]) throws {
    try files.saveCheckpoint(bytes, for: key)
  }

  /// A file for this very key that survives a killed run: what it holds is there in the next one.
  ///
  /// Dropped once the result is stored. When another process is at it, an empty one that lasts as long
  /// as the stage.
  ///
  /// - Throws: `StoreError` when the store cannot be written.
  public func partialFile() throws -> PartialFile {
    // A killed run gives up the key at once, but its worker may take a moment to die.
    for _ in 0..<100 {
      if let file = try files.openPartial(for: key) { return file }
      try checkCancellation()
      Thread.sleep(forTimeInterval: 0.02)
    }
    return try PartialFile(temporaryIn: temporaryFolder())
  }

  /// An empty folder of the stage's own, the same at each call, removed when the stage ends.
  ///
  /// - Throws: `StoreError` when the store cannot be written.
  public func temporaryFolder() throws -> String {
    try state.withLock { state in
      if let folder = state.folder { return folder.path }
      let folder = try files.makeScratchFolder()
      state.folder = folder
      return folder.path
    }
  }

  // MARK: The end

  /// The outputs, all of which must have been committed.
  func outputs() throws -> [String: ArtifactReference] {
    let committed = state.withLock { $0.committed }
    for output in declaredOutputs where committed[output.name] == nil {
      throw PipelineError.stage("kind \(kind.name) did not commit its output '\(output.name)'")
    }
    return committed
  }

  func removeTemporaryFolder() {
    state.withLock { $0.folder = nil }
  }
}

/// What a context asks of the process it runs in.
struct StageHost: Sendable {
  let report: @Sendable (StageProgress) -> Void
  let log: @Sendable (String) -> Void
  let isCancelled: @Sendable () -> Bool
}
