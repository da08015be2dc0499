/// Something wrong with a stage, found by its kind's own `check`.
public struct StageProblem: Hashable, Sendable {
  /// Where in the stage it is.
  public enum Place: Hashable, Sendable {
    /// The stage as a whole.
    case stage
    /// A parameter or a value inside one; the nearest enclosing value that is written in the file
    /// gives line and column.
    case parameter(ParameterPath)
    /// An input port.
    case input(String)
  }

  /// Where it is.
  public let place: Place
  /// What is wrong.
  public let message: String
  /// What to do about it.
  public let remedy: String?

  /// A problem at a place.
  public init(at place: Place, _ message: String, remedy: String? = nil) {
    self.place = place
    self.message = message
    self.remedy = remedy
  }

  /// A problem with the parameter at a path: `.parameter("model", "blocks", 2, message: …)`.
  public static func parameter(
    _ path: ParameterPath.Step..., message: String, remedy: String? = nil
  ) -> StageProblem {
    StageProblem(at: .parameter(ParameterPath(path)), message, remedy: remedy)
  }
}
