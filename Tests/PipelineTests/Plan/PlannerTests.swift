import Foundation
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct PlannerTests {
  private func reasons(_ plan: Plan, _ stage: String) -> [String] {
    plan[stage]?.reasons.map(\.description) ?? []
  }

  @Test("A new pipeline will run at its roots and may run after them")
  func fresh() throws {
    let bench = try Bench()
    let plan = try bench.plan(
      "stages:\n  b: {kind: test.length, inputs: {text: a}}\n  a: {kind: test.text}")
    #expect(plan.stages.map(\.name) == ["a", "b"])
    #expect(plan["a"]?.status == .willRun)
    #expect(reasons(plan, "a") == ["no result yet"])
    #expect(plan["b"]?.status == .mayRun)
    #expect(reasons(plan, "b") == ["after a"])
  }

  @Test("A changed parameter is shown from old to new, also inside a structure")
  func parameterReasons() throws {
    let bench = try Bench()
    try bench.run(
      "stages: {a: {kind: test.text, parameters: {count: 2, model: {blocks: [{width: 32}]}}}}")
    let changed = try bench.plan(
      "stages: {a: {kind: test.text, parameters: {count: 3, model: {blocks: [{width: 64}]}}}}")
    #expect(
      reasons(changed, "a") == [
        "parameter count: 2 → 3", "parameter model.blocks[0].width: 32 → 64",
      ])
    let silent = try bench.plan(
      "stages: {a: {kind: test.text, parameters: {loud: true, count: 2, "
        + "model: {blocks: [{width: 32}]}}}}")
    #expect(silent["a"]?.status == .hit)
  }

  @Test("A stage is compared with those of its file, also where that was moved, and of no other")
  func otherFiles() throws {
    let bench = try Bench()
    try bench.run("stages: {a: {kind: test.text, parameters: {count: 2}}}")
    func plan(_ path: String) throws -> Plan {
      try bench.folder.write(path, "stages: {a: {kind: test.text, parameters: {count: 3}}}")
      return try Planner(store: bench.store).plan(
        .load(path: bench.folder.path(path), catalogue: catalogue))
    }
    #expect(reasons(try plan("other.yml"), "a") == ["no result yet"])
    #expect(reasons(try plan("moved/p.yml"), "a") == ["parameter count: 2 → 3"])
  }

  @Test("A changed input, seed and file are shown with what they were and are")
  func inputReasons() throws {
    let bench = try Bench()
    try bench.folder.write("x.txt", "one")
    let text = """
      stages:
        a: {kind: test.text, parameters: {text: TEXT}}
        b: {kind: test.export, inputs: {text: a}}
        r: {kind: test.read, inputs: {file: x.txt}}
        s: {kind: test.seeded, parameters: {seed: SEED}}
      """
    func file(_ text: String, _ letter: String, _ seed: Int) -> String {
      text.replacingOccurrences(of: "TEXT", with: letter)
        .replacingOccurrences(of: "SEED", with: "\(seed)")
    }
    let first = try bench.run(file(text, "a", 0))
    try bench.run(file(text, "z", 0), targets: ["a"])
    try bench.folder.write("x.txt", "another")
    let plan = try bench.plan(file(text, "z", 5))
    let old = try #require(first.reports.first { $0.stage == "a" }?.outputs["text"]?.digest)
    let new = try #require(plan["a"]?.result?.outputs.first?.artifact.digest)
    #expect(plan["a"]?.status == .hit)
    #expect(reasons(plan, "b") == ["input text: \(old.short) → \(new.short)"])
    #expect(
      reasons(plan, "r") == [
        "file x.txt changed: \(Digest.of(text: "one").short) → \(Digest.of(text: "another").short)"
      ])
    #expect(reasons(plan, "s") == ["seed: 0 → 5"])
    #expect(plan["b"]?.status == .willRun)
  }

  @Test("Forcing and naming stages changes what the plan holds")
  func targets() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {kind: test.text}
        b: {kind: test.export, inputs: {text: a}}
        c: {kind: test.text, parameters: {text: c}}
      """
    try bench.run(text)
    let plan = try bench.plan(text, targets: ["b"], forced: ["a"])
    #expect(plan.stages.map(\.name) == ["a", "b"])
    #expect(reasons(plan, "a") == ["forced"])
    #expect(plan["b"]?.status == .mayRun)
    #expect(throws: PipelineError.self) { try bench.plan(text, targets: ["bb"]) }
    #expect(throws: PipelineError.self) { try bench.plan(text, forced: ["bb"]) }
  }

  @Test("A folder is its sorted list of files; a renamed file is another input")
  func folders() throws {
    let bench = try Bench()
    try bench.folder.write("d/b.txt", "B")
    try bench.folder.write("d/sub/a.txt", "A")
    try bench.folder.write("d/.hidden", "no")
    let text = "stages: {r: {kind: test.read, inputs: {files: d}}}"
    let outcome = try bench.run(text)
    #expect(try bench.text(outcome, "r") == "txt:b.txt=B;sub/a.txt=A;")
    let glob = try bench.run("stages: {r: {kind: test.read, inputs: {files: 'd/**/*.txt'}}}")
    #expect(glob.hits == 1)
    try FileManager.default.moveItem(
      atPath: bench.folder.path("d/b.txt"), toPath: bench.folder.path("d/c.txt"))
    #expect(try bench.plan(text)["r"]?.status == .willRun)
  }

  @Test("A parameter that follows from an input's name is part of the key")
  func resolvedParameters() throws {
    let bench = try Bench()
    try bench.folder.write("x.off", "same")
    try bench.folder.write("x.ply", "same")
    let off = try bench.run("stages: {r: {kind: test.read, inputs: {file: x.off}}}")
    let ply = try bench.run("stages: {r: {kind: test.read, inputs: {file: x.ply}}}")
    #expect(try bench.text(off, "r") == "off:same")
    #expect(try bench.text(ply, "r") == "ply:same")
  }
}
