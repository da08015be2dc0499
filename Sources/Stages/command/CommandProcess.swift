internal import Foundation
internal import Pipeline
internal import Synchronization

/// One run of a program for a `command` stage: bare environment, own folder, output to the stage's log.
///
/// What it starts ends with it at the latest, and all of it with this process.
struct CommandProcess {
  /// The program and its arguments.
  let arguments: [String]
  /// The folder it runs in.
  let folder: String

  /// So long a program that is asked to stop may take, in seconds.
  private static let grace = 2.0

  /// Runs the program to its end; ends it when the stage is cancelled.
  func run(_ context: StageContext) throws {
    let program = arguments[0]
    let path = try Self.locate(program)
    let guardian: ProcessGuardian
    let child: OutputChild
    do throws(ProgramStart.Failure) {
      guardian = try ProcessGuardian(mark: "TMPDIR=\(folder)")
      var start = ProgramStart(
        path, arguments: [path] + arguments.dropFirst(), environment: environment)
      start.folder = folder
      start.group = guardian.group
      let log = OutputLog(context)
      child = try OutputChild(start, log)
    } catch {
      throw CommandError.notStarted(program: program, reason: error.reason)
    }
    defer { guardian.end() }
    for step in [child.ended, child.drained] {
      while step.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
        guard context.isCancelled else { continue }
        guardian.send(SIGTERM)
        _ = step.wait(timeout: .now() + Self.grace)
        guardian.endAll()
        try context.checkCancellation()
      }
    }
    try check(child.end, program: program, tail: child.log.finish())
  }

  private func check(_ end: ProgramEnd, program: String, tail: String) throws {
    switch end {
    case .exited(0): return
    case .exited(let status):
      throw CommandError.failed(program: program, status: status, tail: tail)
    case .killed(let signal): throw CommandError.killed(program: program, signal: signal)
    case .unknown:
      throw CommandError.notStarted(program: program, reason: "somebody else waited for its end")
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
      // It is started from another folder.
      return URL(fileURLWithPath: program).path
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for folder in path.split(separator: ":") {
      let candidate = "\(folder)/\(program)"
      if FileManager.default.isExecutableFile(atPath: candidate) {
        return URL(fileURLWithPath: candidate).path
      }
    }
    throw CommandError.notFound(program: program)
  }
}

/// A program under way, whose output goes to a log.
private final class OutputChild: Sendable {
  let log: OutputLog
  /// Signalled when the program has ended.
  let ended = DispatchSemaphore(value: 0)
  /// Signalled when nobody writes any more, which may be those that the program started.
  let drained = DispatchSemaphore(value: 0)
  private let result = Mutex(ProgramEnd.unknown)

  /// How it ended.
  var end: ProgramEnd { result.withLock { $0 } }

  init(_ start: ProgramStart, _ log: OutputLog) throws(ProgramStart.Failure) {
    self.log = log
    let output = try ProgramStart.pipe()
    var start = start
    start.output = .descriptor(output.write)
    start.errors = .descriptor(output.write)
    let process: pid_t
    do throws(ProgramStart.Failure) {
      defer { close(output.write) }
      process = try start.start()
    } catch {
      close(output.read)
      throw error
    }
    DispatchQueue(label: "meridian.command.output").async { [self] in
      // Not by a FileHandle, which waits for as many bytes as are asked for: who is killed has said its last words.
      while let bytes = FrameChannel.read(from: output.read), !bytes.isEmpty { log.append(bytes) }
      close(output.read)
      drained.signal()
    }
    DispatchQueue(label: "meridian.command.end").async { [self] in
      let end = ProgramEnd(waitingFor: process)
      result.withLock { $0 = end }
      ended.signal()
    }
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

  func append(_ bytes: [UInt8]) {
    let lines = state.withLock { state in
      state.partial += bytes
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
