internal import ArgumentParser
internal import Artifacts
internal import Pipeline
internal import Store

/// Where every error that ends the program becomes text on standard error and an exit code.
enum Failure {
  /// Says what went wrong.
  ///
  /// - Returns: the exit code.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let error as UsageError:
      guard let text = error.requestedText else { return say(error.message, ExitStatus.usage) }
      return printed(text)
    case let error as ExitCode: return error.rawValue
    case StandardStream.WriteError.closed: return ExitStatus.done
    case StandardStream.WriteError.refused(let code):
      return say(
        "meridian: cannot write to standard output: \(SystemError.text(code))", ExitStatus.failed)
    case let error as PipelineError:
      return say(lines(error), error.isUsage ? ExitStatus.usage : ExitStatus.failed)
    case let error as CommandError:
      return say("meridian: \(error)", error.code == .usage ? ExitStatus.usage : ExitStatus.failed)
    case let error as StoreError:
      let isUsage = [.unknownDigest, .ambiguousPrefix, .notAStore].contains(error.code)
      return say("meridian: \(error)", isUsage ? ExitStatus.usage : ExitStatus.failed)
    case let error as ArtifactError:
      let isUsage = [.noExporter, .mismatch].contains(error.code)
      return say("meridian: \(error)", isUsage ? ExitStatus.usage : ExitStatus.failed)
    default:
      // `meridian help run` asks for its text by throwing, like --help.
      if Meridian.exitCode(for: error) == .success {
        return printed(Meridian.fullMessage(for: error))
      }
      return say("meridian: \(error)", ExitStatus.failed)
    }
  }

  /// A mistake in a file says its place; of any other the program says that it speaks.
  private static func lines(_ error: PipelineError) -> String {
    guard case .invalid(let mistakes) = error else { return "meridian: \(error)" }
    return mistakes.map { $0.file == nil ? "meridian: \($0)" : "\($0)" }.joined(separator: "\n")
  }

  private static func say(_ text: String, _ code: Int32) -> Int32 {
    // Nobody is left to tell when standard error does not take it either.
    try? StandardStream.error.write(text + "\n")
    return code
  }

  private static func printed(_ text: String) -> Int32 {
    do {
      try StandardStream.output.write(text + "\n")
      return ExitStatus.done
    } catch {
      return report(error)
    }
  }
}
