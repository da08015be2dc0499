import Foundation
import TestSupport
import Testing

/// Runs that are stopped or killed, and what is left of them.
@Suite(.timeLimit(.minutes(2))) struct InterruptTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  /// Makes the pipeline whose second stage waits for the gate, and starts it.
  private func startGated(_ flags: [String] = []) throws -> MeridianProgram.Running {
    let gate = folder.path("gate")
    #expect(mkfifo(gate, 0o600) == 0)
    try folder.write("gated.yml", Pipelines.gated(by: gate))
    return try program.start(["run", "gated.yml", "--json"] + flags)
  }

  private func isStart(of stage: String, _ line: String) -> Bool {
    line.contains(#""stage-started""#) && line.contains(#""\#(stage)""#)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupt stops the run, keeps what has finished and ends with 130`(signal: Int32)
    throws
  {
    let running = try startGated()
    #expect(running.line { isStart(of: "waits", $0) } != nil)
    running.send(signal)
    let outcome = try running.wait()
    #expect(outcome.code == 130, "\(outcome)")
    let last = try #require(try Events.all(outcome.output).last)
    #expect(last["event"] as? String == "finished")
    #expect(last["ran"] as? Int == 1)
    let again = try program.run("run", "gated.yml", "first", "--json")
    #expect(try Events.statuses(again.output) == ["first": "hit"])
    let runs = try Events.list(try program.run("runs", "--json").output)
    #expect(runs.map { $0["status"] as? String } == ["finished", "interrupted"])
  }

  @Test func `a process killed at once leaves a store that goes on where it was`() throws {
    let running = try startGated()
    #expect(running.line { isStart(of: "waits", $0) } != nil)
    running.send(SIGKILL)
    #expect(try running.wait().code == -SIGKILL)
    // Now the line is there from the start.
    try FileManager.default.removeItem(atPath: folder.path("gate"))
    try folder.write("gate", "go\n")
    let outcome = try program.run("run", "gated.yml", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(try Events.statuses(outcome.output) == ["first": "hit", "waits": "ran"])
  }

  @Test func `training killed midway runs again without what had finished, to the same model`()
    throws
  {
    try folder.write("club.yml", Pipelines.club(epochs: 3000))
    let running = try program.start(["run", "club.yml", "--json"])
    #expect(running.line { $0.contains(#""epoch""#) } != nil)
    running.send(SIGKILL)
    #expect(try running.wait().code == -SIGKILL)
    let outcome = try program.run("run", "club.yml", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    let expected = [
      "club": "hit", "members": "hit", "ties": "hit", "parts": "hit", "model": "ran",
      "test": "ran",
    ]
    #expect(try Events.statuses(outcome.output) == expected, "\(outcome)")
    let undisturbed = try program.run("run", "club.yml", "--json", "--store", "other")
    func model(_ outcome: MeridianProgram.Outcome) throws -> String? {
      let event = try Events.all(outcome.output).first {
        $0["event"] as? String == "stage-finished" && $0["stage"] as? String == "model"
      }
      return (event?["outputs"] as? [String: [String: Any]])?["model"]?["digest"] as? String
    }
    let digest = try #require(try model(undisturbed))
    #expect(try model(outcome) == digest)
  }
}
