import Foundation
import TestSupport
import Testing

/// What `plan` says, and why.
@Suite struct PlanTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
  }

  private func line(_ stage: String, _ outcome: MeridianProgram.Outcome) -> String {
    outcome.lines.first { $0.split(separator: " ").contains(Substring(stage)) } ?? "\(outcome)"
  }

  @Test func `before the first run nothing has a result`() throws {
    let outcome = try program.run("plan", "sphere.yml")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(line("surface", outcome).contains("no result yet"))
    #expect(outcome.lines.last == "sphere: 5 stages: 0 hits, 1 will run, 4 may run")
    #expect(!folder.contains("cache"), "a plan makes no store")
  }

  @Test func `a changed parameter is named with its old and new value, and the rest are hits`()
    throws
  {
    _ = try program.run("run", "sphere.yml")
    let outcome = try program.run("plan", "sphere.yml", "--set", "count=8")
    #expect(line("surface", outcome).hasPrefix("hit"))
    #expect(line("basis", outcome).hasPrefix("will run"))
    #expect(line("basis", outcome).contains("count: 6 → 8"), "\(outcome)")
    #expect(line("check", outcome).hasPrefix("may run"))
    func column(of word: String, in line: String) -> Int? {
      line.range(of: word).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    let heading = try #require(column(of: "why", in: outcome.lines.first ?? ""))
    #expect(column(of: "parameter", in: line("basis", outcome)) == heading, "\(outcome)")
    #expect(line("check", outcome).contains("basis"))
    let ran = try program.run("run", "sphere.yml", "--set", "count=8", "--json")
    #expect(
      try Events.statuses(ran.output)
        == [
          "surface": "hit", "laplacian": "hit", "distance": "hit", "basis": "ran", "check": "ran",
        ])
  }

  @Test func `a forced stage says so`() throws {
    _ = try program.run("run", "sphere.yml")
    let outcome = try program.run("plan", "sphere.yml", "--force", "distance", "--json")
    let plan = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let stages = try #require(plan["stages"] as? [[String: Any]])
    let forced = try #require(stages.first { $0["stage"] as? String == "distance" })
    #expect(forced["status"] as? String == "will run")
    #expect(forced["reasons"] as? [String] == ["forced"])
    #expect(stages.count { $0["status"] as? String == "hit" } == 3, "\(outcome)")
  }

  @Test func `a changed file is named`() throws {
    try folder.write(
      "file.yml", "name: file\nstages: {mesh: {kind: load.mesh, inputs: {mesh: m.off}}}\n")
    try folder.write("m.off", "OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n")
    #expect(try program.run("run", "file.yml").code == 0)
    try folder.write("m.off", "OFF\n3 1 0\n0 0 0\n2 0 0\n0 1 0\n3 0 1 2\n")
    let outcome = try program.run("plan", "file.yml")
    #expect(line("mesh", outcome).contains("file m.off changed"), "\(outcome)")
  }

  @Test func `expected time and memory are there once the kinds have run`() throws {
    #expect(!(try program.run("plan", "sphere.yml").output.contains("memory")))
    #expect(try program.run("run", "sphere.yml").code == 0)
    let hits = try program.run("plan", "sphere.yml")
    #expect(!hits.output.contains("memory") && hits.lines.last?.contains("5 hits") == true)
    let outcome = try program.run("plan", "sphere.yml", "--set", "subdivisions=3", "--jobs", "3")
    #expect(outcome.lines.first?.contains("time") == true, "\(outcome)")
    #expect(outcome.lines.last?.contains("with 3 jobs") == true, "\(outcome)")
    let json = try program.run("plan", "sphere.yml", "--set", "subdivisions=3", "--json")
    let plan = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let estimate = try #require(plan["estimate"] as? [String: Any])
    #expect(estimate["upper_bound"] as? Bool == true)
    let stages = try #require(plan["stages"] as? [[String: Any]])
    #expect(stages.allSatisfy { ($0["expected_seconds"] as? Double ?? 0) > 0 })
    #expect(stages.allSatisfy { ($0["expected_bytes"] as? Int ?? 0) > 1_000_000 })
    #expect(try program.run("plan", "sphere.yml", "--jobs", "0").code == 2)
  }

  @Test func `many items of a stage share a line, unless each is asked for`() throws {
    let loops = "  loops: {foreach: graph, kind: graph.operator, inputs: {graph: graph.graph}}"
    try folder.write("items.yml", Pipelines.batch + "\n" + loops)
    let outcome = try program.run("plan", "items.yml")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(line("graph", outcome).contains("graph × 20"), "\(outcome)")
    #expect(line("loops", outcome).hasSuffix("after graph"), "\(outcome)")
    #expect(!outcome.output.contains("graph["), "\(outcome)")
    let each = try program.run("plan", "items.yml", "--items")
    #expect(each.lines.count >= 40 && each.output.contains("graph[7]"), "\(each)")
  }
}
