import Foundation
import TestSupport
import Testing

/// What `log` shows of a run.
@Suite struct LogTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  private static let pipeline = """
    name: talk
    stages:
      mesh: {kind: make.mesh, parameters: {shape: icosphere, subdivisions: 1}}
      good:
        kind: command
        inputs: {artifacts: {mesh: mesh}}
        parameters: {run: 'sh -c "echo one; echo two >&2; cp {mesh} {out}"', outputs: {out: o.ply}}
      bad:
        kind: command
        inputs: {artifacts: {mesh: mesh}}
        parameters: {run: 'sh -c "echo begun; exit 3"', outputs: {out: o.ply}}
      after:
        kind: command
        inputs: {files: {file: bad}}
        parameters: {run: "cp {file} {out}", outputs: {out: o.ply}}
    """

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("talk.yml", Self.pipeline)
    #expect(try program.run("run", "talk.yml", "--keep-going", "--jobs", "1").code == 1)
  }

  @Test func `without a stage all logs are shown, each line with its stage, errors included`()
    throws
  {
    let outcome = try program.run("log")
    #expect(outcome.code == 0, "\(outcome)")
    let lines = outcome.lines
    #expect(lines.contains("good | one") && lines.contains("good | two"))
    #expect(lines.contains("bad | begun"))
    #expect(lines.contains { $0.hasPrefix("bad | failed: sh ended with status 3") })
    #expect(lines.contains { $0.hasPrefix("after | skipped: needs 'bad'") })
    #expect(!lines.contains { $0.hasPrefix("mesh") })
  }

  @Test func `a stage's log is as it was printed`() throws {
    #expect(try program.run("log", "newest", "good").output == "one\ntwo\n")
    let both = try program.run("log", "newest", "good", "bad")
    #expect(both.lines.first == "good | one")
  }

  @Test func `a hit's log is that of the run that computed it`() throws {
    #expect(try program.run("run", "talk.yml", "good").code == 0)
    let outcome = try program.run("log", "newest", "good")
    #expect(outcome.output == "one\ntwo\n")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains("was a hit"))
    #expect(try program.run("log").output.isEmpty)
    #expect(try program.run("log", "newest~1").output.contains("good | one"))
  }

  @Test func `JSON has status, error and log of every stage`() throws {
    let list = try Events.list(try program.run("log", "--json").output)
    #expect(list.compactMap { $0["stage"] as? String } == ["mesh", "good", "bad", "after"])
    let bad = try #require(list.first { $0["stage"] as? String == "bad" })
    #expect(bad["status"] as? String == "failed")
    #expect((bad["error"] as? String)?.contains("status 3") == true)
    #expect(bad["log"] as? String == "begun\n")
    #expect(list[0]["log"] == nil)
  }

  @Test func `what is not there is said with what there is`() throws {
    let stage = try program.run("log", "newest", "godo")
    #expect(stage.code == 2 && stage.errors.contains("'good'"), "\(stage)")
    let swapped = try program.run("log", "good")
    #expect(swapped.code == 2 && swapped.errors.contains("meridian log newest good"), "\(swapped)")
    let far = try program.run("log", "newest~5")
    #expect(far.code == 2 && far.errors.contains("only 1 run"), "\(far)")
    #expect(try program.run("log", "nosuchrun").code == 2)
    let silent = try program.run("log", "newest", "mesh")
    #expect(silent.code == 0 && silent.output.isEmpty)
    #expect(silent.errors.contains("printed nothing"), "\(silent)")
  }

  @Test func `items are found under their stage`() throws {
    try folder.write(
      "items.yml",
      """
      name: items
      stages:
        say:
          kind: command
          foreach: [one, two]
          parameters: {run: 'sh -c "echo ${item}; echo > {out}"', outputs: {out: o.txt}}
      """)
    #expect(try program.run("run", "items.yml", "--jobs", "1").code == 0)
    let all = try program.run("log", "newest", "say")
    #expect(Set(all.lines) == ["say[one] | one", "say[two] | two"], "\(all)")
    #expect(try program.run("log", "newest", "say[two]").output == "two\n")
  }
}
