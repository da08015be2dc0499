import Foundation
import TestSupport
import Testing

/// `run --recheck`.
@Suite(.timeLimit(.minutes(2))) struct RecheckTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
  }

  @Test func `honest results are found the same, and the outcome says how many`() throws {
    try folder.write("sphere.yml", Pipelines.sphere)
    _ = try program.run("run", "sphere.yml")
    let again = try program.run("run", "sphere.yml", "--recheck", "100%")
    #expect(again.code == 0, "\(again)")
    #expect(
      again.output.contains("5 stages: 0 hits, 5 ran, 5 rechecked and the same"), "\(again)")
  }

  @Test func `a command that reads the clock is caught`() throws {
    try folder.write(
      "clock.yml",
      """
      stages:
        now:
          kind: command
          parameters: {run: 'sh -c "date +%s%N > {out}"', outputs: {out: now.txt}}
      """)
    _ = try program.run("run", "clock.yml")
    let again = try program.run("run", "clock.yml", "--recheck", "100%")
    #expect(again.code == 1, "\(again)")
    #expect(again.errors.contains("clock.yml: stage 'now' gave another 'out' than before"))
    #expect(again.output.contains("1 rechecked, of which different: now"), "\(again)")
    let events = try Events.all(
      try program.run("run", "clock.yml", "--recheck", "100%", "--json").output)
    #expect(events.contains { $0["event"] as? String == "nondeterministic" })
    let last = try #require(events.last)
    #expect(last["rechecked"] as? Int == 1 && last["differing"] as? [String] == ["now"])
  }

  @Test(arguments: ["1", "0%", "101%", "some%", "-1%"])
  func `what is no share is refused`(share: String) throws {
    try folder.write("sphere.yml", Pipelines.sphere)
    let outcome = try program.run("run", "sphere.yml", "--recheck=\(share)")
    #expect(outcome.code == 2 && outcome.errors.contains("write 1% or 100%"), "\(outcome)")
  }
}
