/// What can go wrong between a pipeline file and its run; a stage's own failure is no such error but
/// part of the run's outcome.
public enum PipelineError: Error, Sendable {
  /// The pipeline file or the command line is wrong; all mistakes that were found.
  case invalid([Diagnostic])
  /// A stage, named on the command line, that the pipeline does not have.
  case unknownStage(name: String, remedy: String?)
  /// A file input changed or vanished between checking and planning.
  case unreadableInput(path: String, reason: String)
  /// A worker process could not be started.
  case workerUnavailable(executable: String, reason: String)
  /// A worker and its parent do not understand each other.
  case protocolViolation(String)
  /// A stage asked its context for what its kind does not declare or what is not there.
  case stage(String)
  /// The stage was asked to stop.
  case cancelled
}

extension PipelineError: CustomStringConvertible {
  /// One line a mistake, each with its place and remedy.
  public var description: String {
    switch self {
    case .invalid(let diagnostics): diagnostics.map(\.description).joined(separator: "\n")
    case .unknownStage(let name, let remedy):
      "the pipeline has no stage '\(name)'" + (remedy.map { "; \($0)" } ?? "")
    case .unreadableInput(let path, let reason): "\(path): \(reason)"
    case .workerUnavailable(let executable, let reason):
      "cannot start the worker '\(executable)': \(reason)"
    case .protocolViolation(let message): "worker protocol: \(message)"
    case .stage(let message): message
    case .cancelled: "cancelled"
    }
  }

  /// Whether the user's file or command line is at fault, rather than what happened during the run.
  public var isUsage: Bool {
    switch self {
    case .invalid, .unknownStage: true
    default: false
    }
  }
}
