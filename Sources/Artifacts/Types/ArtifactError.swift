/// A stored artifact that is not what its type promises, or that cannot be exported as asked.
public struct ArtifactError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The closed set of reasons.
  public enum Code: String, Sendable, CaseIterable {
    /// The artifact is of another type, or of a version this program does not know.
    case wrongType
    /// An array is missing, or has another element type or shape.
    case wrongArray
    /// The arrays contradict each other or hold values out of range.
    case invalid
    /// The type has no exporter for the extension.
    case noExporter
    /// Values given together do not belong together.
    case mismatch
    /// The exported file cannot be written.
    case notWritable
  }

  /// The reason, for callers that match on it.
  public let code: Code
  /// What is wrong, where, and what to do.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
