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

  private static func spawn(
    _ executable: String, _ arguments: [String], input: Int32, output: Int32, logFile: String
  ) throws -> pid_t {
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(
      &actions, STDERR_FILENO, logFile, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var process: pid_t = 0
    let code = withStrings([executable] + arguments) { argv in
      withStrings(environment()) { envp in
        posix_spawn(&process, executable, &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else {
      throw PipelineError.workerUnavailable(
        executable: executable, reason: String(cString: strerror(code)))
    }
    return process
  }

  /// This process's environment; Swift's backtraces take seconds and are left off unless asked for.
  private static func environment() -> [String] {
    var variables = ProcessInfo.processInfo.environment
    if variables["SWIFT_BACKTRACE"] == nil { variables["SWIFT_BACKTRACE"] = "enable=no" }
    return variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}
