import Foundation
import Pipeline
import Testing

/// What the parent does when worker processes misbehave; workers that behave are tested with the
/// command itself.
@Suite struct WorkerProcessTests {
  private func shell(_ script: String) -> RunOptions.Workers {
    .processes(executable: "/bin/sh", arguments: ["-c", script])
  }

  private let text = """
    stages:
      a: {kind: test.text}
      b: {kind: test.text, parameters: {text: b}}
    """

  @Test(
    "A worker that is killed, or traps, fails its stage alone, with the tail of its log",
    arguments: [
      (SIGKILL, "killed (signal 9"), (SIGILL, "crashed (signal 4"), (SIGSEGV, "signal 11"),
    ])
  func killed(signal: Int32, expected: String) throws {
    let bench = try Bench()
    let outcome = try bench.run(
      text, keepGoing: true,
      workers: shell("head -c 4 >/dev/null; echo 'about to die' >&2; kill -\(signal) $$"))
    #expect(outcome.failed == 2)
    for report in outcome.reports {
      #expect(report.error?.contains(expected) ?? false, "\(report.error ?? "none")")
      #expect(report.error?.contains("about to die") ?? false)
      let log = try #require(report.log)
      #expect(try String(contentsOfFile: log, encoding: .utf8) == "about to die\n")
    }
  }

  @Test("A worker that exits at once or talks nonsense fails its stage with what it said")
  func nonsense() throws {
    let bench = try Bench()
    let exits = try bench.run(text, workers: shell("echo 'no such option' >&2; exit 3"))
    #expect(exits.reports.first?.error?.contains("exited with code 3") ?? false)
    #expect(exits.reports.first?.error?.contains("no such option") ?? false)
    let talks = try bench.run(text, workers: shell("printf 'hello, world!'; cat >/dev/null"))
    #expect(talks.failed == 1)
  }

  @Test("An executable that does not exist is an error of the run")
  func missing() throws {
    let bench = try Bench()
    #expect(throws: PipelineError.self) {
      try bench.run(text, workers: .processes(executable: "/nowhere/meridian", arguments: []))
    }
  }

  @Test("When everything hits, no worker is started")
  func noWorkers() throws {
    let bench = try Bench()
    try bench.run(text)
    let outcome = try bench.run(
      text, workers: .processes(executable: "/nowhere/meridian", arguments: []))
    #expect(outcome.hits == 2)
  }
}
