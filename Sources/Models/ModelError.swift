/// Every error of the module: a closed code that callers can match, and all mistakes found in one go.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Code: String, Sendable, CaseIterable {
    /// The model's description is wrong.
    case description
    /// The training options are wrong.
    case training
    /// The data do not fit the model: shapes, channels, sizes, values.
    case data
    /// An operator that a block needs is missing, ambiguous or of the wrong size.
    case operators
    /// Labels or a split contradict each other or the data.
    case labels
    /// Predictions cannot be measured: a score is NaN, shapes do not fit, there is nothing.
    case evaluation
    /// Training was handed labels of the test part, which it must not see.
    case testLabelsVisible
    /// A checkpoint is damaged or belongs to another training.
    case checkpoint
    /// The loss is no longer a finite number.
    case diverged
    /// A value or gradient is not finite, found where numerics are examined.
    case notFinite
  }

  /// What kind of mistake it is.
  public let code: Code
  /// Every mistake found, in the order of the description.
  public let problems: [ModelProblem]

  /// Makes an error of several problems.
  public init(_ code: Code, _ problems: [ModelProblem]) {
    self.code = code
    self.problems = problems
  }

  /// Makes an error of one problem at a path.
  public init(_ code: Code, _ message: String, at path: String = "") {
    self.init(code, [ModelProblem(path, message)])
  }

  /// One line a problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
