/// What a command cannot do, with the place and the remedy, and the exit code for it.
package struct CommandError: Error, Hashable, CustomStringConvertible {
  /// What kind of mistake it is.
  package enum Code: Sendable {
    /// The command line or a file it names is wrong.
    case usage
    /// Something that should be there could not be read or written.
    case failed
  }

  package let code: Code
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
