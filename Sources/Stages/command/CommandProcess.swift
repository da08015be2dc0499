internal import Foundation
internal import Pipeline
internal import Synchronization

/// One run of a program for a `command` stage: bare environment, own folder, output to the stage's log.
struct CommandProcess {
  /// The program and its arguments.
  let arguments: [String]
  /// The folder it runs in.
  let folder: String

  /// Runs the program to its end; ends it when the stage is cancelled.
  func run(_ context: StageContext) throws {
    let program = arguments[0]
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Self.locate(program))
    process.arguments = Array(arguments.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output

    let log = OutputLog(context)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw CommandError.notStarted(program: program, reason: error.localizedDescription)
    }
    let reader = DispatchQueue(label: "meridian.command.output")
    reader.async {
      while let data = try? output.fileHandleForReading.read(upToCount: 1 << 16), !data.isEmpty {
        log.append(data)
      }
    }
    while ended.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      guard context.isCancelled else { continue }
      process.terminate()
      if ended.wait(timeout: .now() + .seconds(2)) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
      }
      try context.checkCancellation()
    }
    reader.sync {}
    try check(process, program: program, tail: log.finish())
  }

  private func check(_ process: Process, program: String, tail: String) throws {
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal {
      throw CommandError.killed(program: program, signal: status)
    }
    guard status == 0 else {
      throw CommandError.failed(program: program, status: status, tail: tail)
    }
  }

  /// Only what programs need to start: the caller's variables must not decide a result.
  private var environment: [String: String] {
    var kept = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME"].contains($0.key) }
    kept["LANG"] = "C.UTF-8"
    kept["TMPDIR"] = folder
    return kept
  }

  private static func locate(_ program: String) throws -> String {
    if program.contains("/") {
      guard FileManager.default.isExecutableFile(atPath: program) else {
        throw CommandError.notFound(program: program)
      }
      return program
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for folder in path.split(separator: ":") {
      let candidate = "\(folder)/\(program)"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw CommandError.notFound(program: program)
  }
}

/// Hands a program's output to the stage's log line by line and remembers the last line.
private final class OutputLog: Sendable {
  private struct State {
    var partial: [UInt8] = []
    var last = ""
  }

  private let context: StageContext
  private let state = Mutex(State())

  init(_ context: StageContext) { self.context = context }

  func append(_ data: Data) {
    let lines = state.withLock { state in
      state.partial += data
      var pieces = state.partial.split(
        separator: 10, omittingEmptySubsequences: false)
      state.partial = Array(pieces.removeLast())
      return pieces.map { String(decoding: $0, as: UTF8.self) }
    }
    emit(lines)
  }

  /// Logs what is left and returns the last line that said something.
  func finish() -> String {
    emit([state.withLock { String(decoding: $0.partial, as: UTF8.self) }])
    return state.withLock { $0.last }
  }

  private func emit(_ lines: [String]) {
    for line in lines where !line.allSatisfy(\.isWhitespace) {
      context.log(line)
      state.withLock { $0.last = line }
    }
  }
}
