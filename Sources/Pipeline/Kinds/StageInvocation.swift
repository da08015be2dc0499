/// One use of a stage kind in a pipeline, as it is known before anything runs.
public struct StageInvocation: Sendable {
  /// One thing connected to a port.
  public struct Connection: Hashable, Sendable {
    /// The name by which the stage sees it: the reference or path as written, or the name given to it.
    public let name: String
    /// The artifact type's name; `file` for a file.
    public let type: String
    /// The path as the user wrote it, when this is a file of the file system.
    public let path: String?

    /// A connection.
    public init(name: String, type: String, path: String? = nil) {
      self.name = name
      self.type = type
      self.path = path
    }
  }

  /// The parameters, with defaults and of their declared types.
  public let parameters: Parameters
  /// What is connected, by port; a port that is absent is not connected.
  public let inputs: [String: [Connection]]

  /// An invocation, as tests of `check` need it.
  public init(parameters: Parameters, inputs: [String: [Connection]] = [:]) {
    self.parameters = parameters
    self.inputs = inputs
  }

  /// Whether anything is connected to a port.
  public func isConnected(_ port: String) -> Bool { inputs[port] != nil }

  /// What is connected to a port; empty when nothing is.
  public func connections(_ port: String) -> [Connection] { inputs[port] ?? [] }
}
