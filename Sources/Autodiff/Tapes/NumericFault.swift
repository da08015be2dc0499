/// Where a value that is not finite first appeared.
public struct NumericFault: Sendable, Equatable, CustomStringConvertible {
  /// The operation's name.
  public let operation: String
  /// The labels in force when it was recorded, outermost first: ``Tape/labelled(_:_:)``.
  public let labels: [String]
  /// Whether it was the gradient that the operation passed on, and not its value.
  public let inGradient: Bool

  /// For instance `the gradient of log in blocks[2] linear is not finite`.
  public var description: String {
    let place = labels.isEmpty ? "" : " in " + labels.joined(separator: ", ")
    return "the \(inGradient ? "gradient" : "value") of \(operation)\(place) is not finite"
  }
}
