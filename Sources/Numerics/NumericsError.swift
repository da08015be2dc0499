/// What is wrong with the matrices given to a routine of this module, or why it could not finish.
///
/// The message names the place (row, column, count), counted from 0, and the remedy.
public struct NumericsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure a caller may want to tell apart.
  public enum Code: String, Sendable, CaseIterable {
    /// Two sizes that must agree do not.
    case shapeMismatch
    /// Row offsets or column indices do not describe a matrix.
    case invalidStructure
    /// More rows, columns or entries than 32-bit indices carry, or a negative number of them.
    case sizeOutOfRange
    /// A value is NaN or infinite.
    case notFinite
    /// A square matrix is needed.
    case notSquare
    /// A symmetric matrix is needed.
    case notSymmetric
    /// A positive definite matrix is needed.
    case notPositiveDefinite
    /// A parameter is outside its range.
    case parameterOutOfRange
    /// An iteration ended before it reached the tolerance.
    case noConvergence
    /// There is not enough memory.
    case outOfMemory
    /// A library reported a failure that valid input does not cause.
    case libraryFailure
  }

  /// The kind of failure.
  public let code: Code

  /// One sentence that names the place, then one that names the remedy.
  public let message: String

  /// A failure of kind `code`, described by `message`.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
