import Foundation
import TestSupport
import Testing

/// What programs of `command` stages leave behind when they are not left to end by themselves: nothing.
///
/// Each of them holds a named pipe open for writing, which whoever reads it sees close when the last of them is gone.
@Suite(.timeLimit(.minutes(2)), .enabled(if: ProcessList.isShown, "needs /proc"))
struct CommandDeathTests {
  enum Target: CaseIterable {
    case worker, run, both
  }

  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  /// A pipeline with a program that waits for ever, and so do its child, one in a session of its own, and one whose
  /// parent has ended; `settings` are the stage's.
  private func write(_ settings: String = "", body: String? = nil) throws {
    try #require(mkfifo(folder.path("alive"), 0o600) == 0)
    try folder.write(
      "family.sh",
      body
        ?? """
        exec 9> \(folder.path("alive"))
        sleep 100000 &
        setsid sleep 100000 &
        sh -c 'setsid sleep 100000 &'
        echo here >&9
        sleep 100000
        """)
    try folder.write(
      "family.yml",
      """
      name: family
      stages:
        family:
          foreach: [x]
          kind: command
          \(settings)
          inputs: {files: {script: family.sh}}
          parameters: {run: "sh {script}", outputs: {out: never.txt}}
      """)
  }

  /// Waits until the program and all its children run, then does something, then waits until nobody is left.
  private func outlive(_ act: () throws -> Void) throws {
    // Waits for the first who writes.
    let alive = try #require(FileHandle(forReadingAtPath: folder.path("alive")))
    #expect(try alive.read(upToCount: 5) == Data("here\n".utf8))
    try act()
    #expect(try alive.readToEnd() ?? Data() == Data())
  }

  @Test(arguments: Target.allCases)
  func `a program and its children die with their worker`(target: Target) throws {
    try write()
    let running = try program.start(["run", "family.yml", "--json"])
    try outlive {
      let worker = try #require(ProcessList.workers(of: running).first)
      if target != .worker { running.send(SIGKILL) }
      if target != .run { kill(worker, SIGKILL) }
    }
    let outcome = try running.wait()
    #expect(outcome.code == (target == .worker ? 1 : -SIGKILL), "\(outcome)")
    if target == .worker {
      #expect(outcome.output.contains("its worker was killed (signal 9"), "\(outcome)")
    }
  }

  @Test func `an interrupted run leaves no program behind`() throws {
    try write()
    let running = try program.start(["run", "family.yml", "--json"])
    try outlive { running.send(SIGINT) }
    #expect(try running.wait().code == 130)
  }

  @Test func `a program that does not let itself be asked is ended with all it started`() throws {
    try write(
      body: """
        trap '' TERM INT HUP
        exec 9> \(folder.path("alive"))
        (sleep 100000; sleep 100000) &
        echo here >&9
        while true; do sleep 100000; done
        """)
    let running = try program.start(["run", "family.yml", "--json"])
    try outlive { running.send(SIGINT) }
    #expect(try running.wait().code == 130)
  }

  @Test func `a stage whose time is up leaves no program behind`() throws {
    try write("timeout: 5s")
    let running = try program.start(["run", "family.yml", "--json"])
    try outlive {}
    let outcome = try running.wait()
    #expect(outcome.code == 1 && outcome.output.contains("longer than the 5.0 s"), "\(outcome)")
  }

  @Test func `what a program leaves running when it ends, ends with it`() throws {
    try write(
      body: """
        exec 9> \(folder.path("alive"))
        sleep 100000 > left.txt 2>&1 &
        echo here >&9
        echo done > never.txt
        """)
    let running = try program.start(["run", "family.yml", "--json"])
    try outlive {}
    let outcome = try running.wait()
    #expect(outcome.code == 0, "\(outcome)")
    #expect(try Events.statuses(outcome.output) == ["family[x]": "ran"])
  }
}
