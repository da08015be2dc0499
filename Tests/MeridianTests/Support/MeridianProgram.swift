import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The built program, run as a user runs it.
struct MeridianProgram {
  /// What a finished process left behind.
  struct Outcome: CustomStringConvertible {
    /// The exit code, or minus the signal that ended the process.
    let code: Int32
    let output: String
    let errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    var description: String { "exit \(code)\n--- output\n\(output)--- errors\n\(errors)" }
  }

  /// Where the program is: beside the bundle that holds these tests.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("meridian").path

  /// What scripts/sanitize tells programs that it instruments.
  static let instruments = ProcessInfo.processInfo.environment.filter {
    ["LD_PRELOAD", "ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
  }

  /// The folder the program works in.
  let folder: String
  /// What its environment has beyond the bare minimum.
  var environment: [String: String] = [:]

  /// Runs the program to its end.
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs the program to its end.
  func run(_ arguments: [String]) throws -> Outcome { try start(arguments).wait() }

  /// Starts the program.
  func start(_ arguments: [String]) throws -> Running {
    try Running(program: Self.path, arguments: arguments, folder: folder, environment: bare)
  }

  private var bare: [String: String] {
    let kept = ["PATH", "HOME", "LD_LIBRARY_PATH"]
    let inherited = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    return inherited.merging(Self.instruments) { $1 }.merging(environment) { $1 }
  }

  /// A process under way.
  final class Running {
    let process = Process()
    private let output = Pipe()
    private let errorPath: String
    private var buffer = Data()
    private var text = Data()

    fileprivate init(
      program: String, arguments: [String], folder: String, environment: [String: String]
    ) throws {
      errorPath = NSTemporaryDirectory() + "meridian-test-\(UUID().uuidString)"
      _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = environment
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = FileHandle(forWritingAtPath: errorPath)
      try process.run()
      // The reader sees the end when the child's end is the only one left.
      try output.fileHandleForWriting.close()
    }

    /// The next line of output, as soon as it is there; nil at the end.
    func nextLine() -> String? {
      while true {
        if let end = buffer.firstIndex(of: 0x0A) {
          let line = String(decoding: buffer[buffer.startIndex..<end], as: UTF8.self)
          buffer.removeSubrange(buffer.startIndex...end)
          return line
        }
        let more = output.fileHandleForReading.availableData
        guard !more.isEmpty else { return nil }
        buffer += more
        text += more
      }
    }

    /// Reads lines until one fits; nil when the output ends before.
    func line(where fits: (String) -> Bool) -> String? {
      while let line = nextLine() {
        if fits(line) { return line }
      }
      return nil
    }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Stops listening, as `head` does.
    func closeOutput() throws { try output.fileHandleForReading.close() }

    /// Waits for the end.
    func wait(reading: Bool = true) throws -> Outcome {
      if reading { while nextLine() != nil {} }
      process.waitUntilExit()
      let errors = try String(contentsOfFile: errorPath, encoding: .utf8)
      try FileManager.default.removeItem(atPath: errorPath)
      let status = process.terminationStatus
      return Outcome(
        code: process.terminationReason == .exit ? status : -status,
        output: String(decoding: text, as: UTF8.self), errors: errors)
    }
  }
}
