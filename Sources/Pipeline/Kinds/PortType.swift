/// What an input port takes.
public enum PortType: Hashable, Sendable {
  /// Artifacts of one of these types, by name.
  case artifacts([String])
  /// Files: paths, folders, globs, or artifacts of type `file`.
  case files
  /// Artifacts of any type.
  case anything

  /// Whether an artifact of the named type fits.
  public func accepts(_ type: String) -> Bool {
    switch self {
    case .artifacts(let names): names.contains(type)
    case .files: type == FileArtifact.name
    case .anything: true
    }
  }
}

extension PortType: CustomStringConvertible {
  /// `mesh or graph`, `file`, `anything`.
  public var description: String {
    switch self {
    case .artifacts(let names): names.joined(separator: " or ")
    case .files: "file"
    case .anything: "anything"
    }
  }
}
