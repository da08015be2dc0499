import Foundation
import Store

/// Starts workers.
struct WorkerSpawner {
  let workers: RunOptions.Workers
  let catalogue: Catalogue
  let files: ObjectFiles

  /// The worker of that number, which logs into `logFile`.
  ///
  /// - Throws: `PipelineError.workerUnavailable`.
  func start(number: Int, logFile: String) throws -> WorkerLink {
    let orders = try Pipe.make()
    let answers = try Pipe.make()
    switch workers {
    case .inProcess:
      startThread(input: orders.read, output: answers.write, logFile: logFile)
      return WorkerLink(
        number: number, orders: orders.write, answers: answers.read, process: nil, logFile: logFile)
    case .processes(let executable, let arguments):
      defer {
        close(orders.read)
        close(answers.write)
      }
      do {
        let process = try Self.spawn(
          executable, arguments, input: orders.read, output: answers.write, logFile: logFile)
        return WorkerLink(
          number: number, orders: orders.write, answers: answers.read, process: process,
          logFile: logFile)
      } catch {
        close(orders.write)
        close(answers.read)
        throw error
      }
    }
  }

  private func startThread(input: Int32, output: Int32, logFile: String) {
    let executor = StageExecutor(catalogue: catalogue, files: files)
    let log = open(logFile, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    let thread = Thread {
      let session = WorkerSession(
        executor: executor, input: input, output: output,
        log: { line in
          if log >= 0 { _ = FrameChannel.write(Array((line + "\n").utf8), to: log) }
        },
        logSize: { FrameChannel.size(of: log) }, onEnd: { close(input) })
      session.run()
      if log >= 0 { close(log) }
      close(output)
    }
    thread.stackSize = 16 << 20
    thread.start()
  }

  /// A worker leads a process group of its own.
  private static func spawn(
    _ executable: String, _ arguments: [String], input: Int32, output: Int32, logFile: String
  ) throws -> pid_t {
    var start = ProgramStart(
      executable, arguments: [executable] + arguments, environment: environment())
    start.input = input
    start.output = .descriptor(output)
    start.errors = .file(logFile)
    do {
      return try start.start()
    } catch {
      throw PipelineError.workerUnavailable(executable: executable, reason: error.reason)
    }
  }

  /// This process's environment; Swift's backtraces take seconds and are left off unless asked for.
  private static func environment() -> [String: String] {
    var variables = ProcessInfo.processInfo.environment
    if variables["SWIFT_BACKTRACE"] == nil { variables["SWIFT_BACKTRACE"] = "enable=no" }
    return variables
  }
}
