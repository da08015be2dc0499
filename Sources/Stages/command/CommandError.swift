/// Why a `command` stage failed.
enum CommandError: Error, CustomStringConvertible {
  /// There is no such program.
  case notFound(program: String)
  /// It could not be started.
  case notStarted(program: String, reason: String)
  /// It ended with a status other than 0.
  case failed(program: String, status: Int32, tail: String)
  /// It was ended by a signal.
  case killed(program: String, signal: Int32)
  /// It ended well but did not write a file that it had declared.
  case missingOutput(name: String, file: String)

  var description: String {
    switch self {
    case .notFound(let program):
      "the program '\(program)' is not on the PATH; install it or give its path"
    case .notStarted(let program, let reason):
      "the program '\(program)' cannot be started (\(reason)); check its permissions"
    case .failed(let program, let status, let tail):
      "\(program) ended with status \(status)" + (tail.isEmpty ? "" : ": \(tail)")
        + "; its output is in the stage's log"
    case .killed(let program, let signal):
      "\(program) was ended by signal \(signal); its output is in the stage's log"
    case .missingOutput(let name, let file):
      "the command did not write '\(file)' (output \(name)); write it into the working folder or to {\(name)}"
    }
  }
}
