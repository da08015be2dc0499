package import Foundation

/// How a program is started: with nothing of this process but what is given.
package struct ProgramStart {
  /// Why a program could not be started.
  package struct Failure: Error {
    /// The system's words.
    package let reason: String
  }

  /// The file to execute.
  package var executable: String
  /// What it finds as its arguments, its own name first.
  package var arguments: [String]
  /// Its environment.
  package var environment: [String: String]
  /// The folder it runs in; nil for this process's.
  package var folder: String?
  /// The process group it joins; 0 for one of its own, which it leads.
  package var group: pid_t = 0
  /// What it reads; nil for nothing.
  package var input: Int32?
  /// Where its output goes.
  package var output = Stream.nowhere
  /// Where its errors go.
  package var errors = Stream.nowhere

  /// Where something that a program writes goes.
  package enum Stream {
    case nowhere
    case descriptor(Int32)
    /// At the end of a file, which is made if it is not there.
    case file(String)
  }

  /// A program with its arguments and environment.
  package init(_ executable: String, arguments: [String], environment: [String: String]) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
  }

  /// Starts it; descriptors are to be closed on execution unless they are given here.
  ///
  /// - Throws: `Failure`.
  package func start() throws(Failure) -> pid_t {
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
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    for (stream, target) in [(output, STDOUT_FILENO), (errors, STDERR_FILENO)] {
      switch stream {
      case .nowhere:
        posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
      case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, target)
      case .file(let path):
        posix_spawn_file_actions_addopen(
          &actions, target, path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
      }
    }
    if let folder {
      guard SystemCalls.changeFolder(&actions, to: folder) else {
        throw Failure(reason: "this system starts no program in another folder")
      }
    }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    posix_spawnattr_setpgroup(&attributes, group)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var process: pid_t = 0
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let code = Self.withStrings(arguments) { argv in
      Self.withStrings(variables) { envp in
        posix_spawn(&process, executable, &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else { throw Failure(reason: String(cString: strerror(code))) }
    return process
  }

  /// A pipe for what a program writes or reads, whose ends no program inherits by itself.
  ///
  /// - Throws: `Failure`.
  package static func pipe() throws(Failure) -> (read: Int32, write: Int32) {
    do {
      return try Pipe.make()
    } catch {
      throw Failure(reason: "\(error)")
    }
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}
