/// Shapes that do not fit an operation.
public struct TensorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operation, as its function is called.
  public let operation: String
  /// The shapes it was given.
  public let shapes: [[Int]]
  /// What is wrong and what would fit.
  public let message: String

  init(_ operation: String, _ shapes: [[Int]], _ message: String) {
    self.operation = operation
    self.shapes = shapes
    self.message = message
  }

  /// Operation, shapes and message in one line.
  public var description: String {
    let list = shapes.map { "\($0)" }.joined(separator: " and ")
    return "\(operation) of \(list): \(message)"
  }
}

/// The value of a rule that a program has promised to keep: breaking it is the programmer's mistake.
func trapping<T>(_ rule: () throws(TensorError) -> T) -> T {
  do {
    return try rule()
  } catch {
    preconditionFailure(error.description)
  }
}
