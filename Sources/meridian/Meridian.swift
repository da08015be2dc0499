package import ArgumentParser

/// The command `meridian` and its subcommands.
package struct Meridian: ParsableCommand {
  package init() {}

  package static let configuration = CommandConfiguration(
    commandName: "meridian",
    abstract:
      "Pipelines of geometric deep learning on a CPU, with every result kept.",
    discussion: """
      EXAMPLES:
        meridian run pipelines/quickstart.yml
        meridian plan pipelines/quickstart.yml --set seed=1
        meridian inspect pipelines/quickstart.yml:basis
        meridian export pipelines/quickstart.yml:basis --to basis.npz
        meridian metrics
        meridian compare newest~1 newest
        meridian cache gc --older-than 30d --dry-run

      REFERENCES:
        An artifact is named by the first digits of its digest (4f2a9c), or by a
        pipeline file with a stage and, where the stage has several outputs, a
        port (pipelines/quickstart.yml:laplacian.mass).

      STORE:
        Results are kept in the folder of --store, else of $MERIDIAN_STORE, else
        in the cache/ of the nearest enclosing folder that has a Meridian store,
        else in cache/ beside the pipeline file. --store mine,/team/store takes
        what mine has not from /team/store, which is only read.

      EXIT CODES:
        0    done
        1    a stage failed, something could not be read or written, two artifacts
             differ (diff), or there is damage (cache verify)
        2    the command line or the pipeline file is wrong
        130  interrupted; what had finished stays cached
      """,
    version: Version.text,
    subcommands: [
      RunCommand.self, PlanCommand.self, StagesCommand.self, InspectCommand.self,
      BlocksCommand.self, AuditCommand.self,
      ExportCommand.self, DiffCommand.self, MetricsCommand.self, TableCommand.self,
      CompareCommand.self, LogCommand.self, FailuresCommand.self, ListCommand.self,
      RunsCommand.self, CacheCommand.self, SchemaCommand.self, WorkerCommand.self,
    ])

  /// Does what the process's arguments say and ends the process with the exit code for it.
  package static func start() -> Never {
    ThisProcess.ignoreClosedPipes()
    ThisProcess.end(execute(Array(CommandLine.arguments.dropFirst())))
  }

  /// Does what `arguments` say; errors go to standard error.
  ///
  /// - Returns: the exit code.
  package static func execute(_ arguments: [String]) -> Int32 {
    do {
      var command = try parsed(arguments)
      try command.run()
      return ExitStatus.done
    } catch {
      // A shell that asks for completions shows whatever is said; mistakes have nothing to say to it.
      if arguments.first == "---completion", (error as? UsageError)?.requestedText == nil {
        return ExitStatus.failed
      }
      return Failure.report(error)
    }
  }

  /// What the command that is named first makes of the rest; nil where it makes nothing of it, or is asked for help.
  ///
  /// Parsing as a whole looks at the options of every command, which takes a tenth of a run that has nothing to do.
  private static func ownParse(of arguments: [String]) -> (any ParsableCommand)? {
    let named = configuration.subcommands.first { $0._commandName == arguments.first }
    guard let command = named, command.configuration.subcommands.isEmpty else { return nil }
    return try? command.parse(Array(arguments.dropFirst()))
  }

  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    if let command = ownParse(of: arguments) { return command }
    if let unknown = UsageError(unknownCommandIn: arguments) { throw unknown }
    do {
      return try parseAsRoot(arguments)
    } catch {
      throw UsageError(error, arguments: arguments)
    }
  }
}
