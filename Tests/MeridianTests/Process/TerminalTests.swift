#if canImport(Glibc)
  import Foundation
  import Glibc
  import TestSupport
  import Testing

  /// A run on a terminal.
  @Suite struct TerminalTests {
    @Test(arguments: [50, 80, 200])
    func `the screen ends with a line a stage, the sum and the metrics`(width: Int) throws {
      let folder = try TemporaryFolder()
      try folder.write("sphere.yml", Pipelines.sphere)
      let output = try run(["run", "sphere.yml"], in: folder.path, width: width)
      var screen = Screen()
      screen.write(output.replacing("\r\n", with: "\n"))
      #expect(screen.unknown.isEmpty)
      let text = screen.text
      for stage in ["surface", "laplacian", "basis", "distance", "check"] {
        #expect(text.count { $0.hasPrefix("ran ") && $0.contains(stage) } == 1, "\(text)")
      }
      #expect(!text.contains { $0.contains("running") || $0.contains("stages done") }, "\(text)")
      #expect(text.dropLast().last?.hasPrefix("sphere: 5 stages: ") == true, "\(text)")
      #expect(output.hasSuffix("\r\n\u{1b}[?25h"), "the cursor comes back on a line of its own")
    }

    @Test func `NO_COLOR is respected`() throws {
      let folder = try TemporaryFolder()
      try folder.write("sphere.yml", Pipelines.sphere)
      let plain = try run(
        ["run", "sphere.yml"], in: folder.path, width: 80, environment: ["NO_COLOR": "1"])
      let colours = /\u{1B}\[[0-9;]*m/
      #expect(plain.contains("ran ") && plain.firstMatch(of: colours) == nil)
      let coloured = try run(["run", "sphere.yml"], in: folder.path, width: 80)
      #expect(coloured.contains("\u{1b}[34m"), "hits are blue")
    }

    private func run(
      _ arguments: [String], in folder: String, width: Int, environment: [String: String] = [:]
    ) throws -> String {
      var leader: Int32 = -1
      var follower: Int32 = -1
      var size = winsize(ws_row: 30, ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
      try #require(openpty(&leader, &follower, nil, nil, &size) == 0)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: MeridianProgram.path)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = ["TERM": "xterm", "PATH": "/usr/bin:/bin"]
        .merging(MeridianProgram.instruments) { $1 }.merging(environment) { $1 }
      let terminal = FileHandle(fileDescriptor: follower, closeOnDealloc: true)
      process.standardInput = terminal
      process.standardOutput = terminal
      process.standardError = terminal
      try process.run()
      try terminal.close()
      var output = Data()
      var buffer = [UInt8](repeating: 0, count: 4096)
      // The leader's read fails once the last process has closed the terminal.
      while case let count = read(leader, &buffer, buffer.count), count > 0 {
        output += buffer.prefix(count)
      }
      close(leader)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return String(decoding: output, as: UTF8.self)
    }
  }
#endif
