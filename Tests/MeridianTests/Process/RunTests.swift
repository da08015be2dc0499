import Foundation
import TestSupport
import Testing

/// Running a pipeline, and running it again.
@Suite(.timeLimit(.minutes(2))) struct RunTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
  }

  @Test func `events are one object a line and the last one sums up`() throws {
    let outcome = try program.run("run", "sphere.yml", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    let events = try Events.all(outcome.output)
    #expect(events.first?["event"] as? String == "started")
    let last = try #require(events.last)
    #expect(last["event"] as? String == "finished")
    #expect(last["hits"] as? Int == 0)
    #expect(last["ran"] as? Int == 5)
    #expect(last["failed"] as? Int == 0)
    #expect(last["skipped"] as? Int == 0)
    #expect(last["seconds"] is Double)
    #expect((last["run"] as? String)?.isEmpty == false)
    let started = events.compactMap {
      $0["event"] as? String == "stage-started" ? $0["stage"] as? String : nil
    }
    #expect(Set(started) == ["surface", "laplacian", "basis", "distance", "check"])
  }

  @Test func `the second run is all hits with the same digests`() throws {
    func digests(_ output: String) throws -> [String: String] {
      var found: [String: String] = [:]
      for event in try Events.all(output) {
        for (port, output) in event["outputs"] as? [String: [String: Any]] ?? [:] {
          found["\(event["stage"] ?? "").\(port)"] = output["digest"] as? String
        }
      }
      return found
    }
    let first = try program.run("run", "sphere.yml", "--json")
    let second = try program.run("run", "sphere.yml", "--json")
    #expect(try Set(Events.statuses(first.output).values) == ["ran"])
    #expect(try Set(Events.statuses(second.output).values) == ["hit"])
    #expect(try digests(first.output).count == 6)
    #expect(try digests(first.output) == digests(second.output))
  }

  @Test func `plain lines name every stage with its status and end with the sum and the metrics`()
    throws
  {
    let outcome = try program.run("run", "sphere.yml")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(!outcome.output.contains("\u{1b}"))
    for stage in ["surface", "laplacian", "basis", "distance", "check"] {
      #expect(outcome.lines.contains { $0.hasPrefix("ran ") && $0.contains(stage) })
    }
    #expect(outcome.lines.contains { $0.hasPrefix("sphere: 5 stages: 0 hits, 5 ran in ") })
    #expect(outcome.lines.last?.contains("check") == true)
  }

  @Test func `metrics of many items are one line of their means, behind what stands alone`() throws
  {
    try folder.write(
      "many.yml",
      """
      name: many
      stages:
        shape:
          foreach: {count: 14}
          kind: make.parametric_shape
          parameters: {index: "${item}", vertices: 300}
        sphere: {kind: make.mesh, parameters: {shape: icosphere, subdivisions: 1}}
        whole: {kind: mesh.inspect, inputs: {mesh: sphere}}
      """)
    let outcome = try program.run("run", "many.yml")
    #expect(outcome.code == 0, "\(outcome)")
    let lines = outcome.output.split(separator: "\n").suffix(2)
    #expect(lines.first?.hasPrefix("  whole  ") == true, "\(outcome.output)")
    #expect(lines.last?.hasPrefix("  shape  vertices 300  ") == true, "\(outcome.output)")
    #expect(lines.last?.hasSuffix("  (means of 14)") == true, "\(outcome.output)")
  }

  @Test func `a first run says where its results are`() throws {
    let first = try program.run("run", "sphere.yml")
    #expect(first.output.contains("results are kept in ") && first.output.contains("/cache\n"))
    #expect(!(try program.run("run", "sphere.yml").output.contains("results are kept in")))
  }

  @Test func `a file with mistakes is events, too`() throws {
    try folder.write("bad.yml", "stages:\n  a: {kind: make.mehs}\n")
    let outcome = try program.run("run", "bad.yml", "--json")
    #expect(outcome.code == 2)
    let events = try Events.all(outcome.output)
    #expect(events.map { $0["event"] as? String } == ["invalid", "finished"])
    let mistakes = try #require(events.first?["mistakes"] as? [[String: Any]])
    #expect(mistakes.map { $0["line"] as? Int } == [2])
    #expect(!folder.contains("cache"))
  }

  @Test func `a forced stage must be among those that run`() throws {
    let outcome = try program.run("run", "sphere.yml", "laplacian", "--force", "distance")
    #expect(outcome.code == 2 && outcome.errors.contains("--force distance"), "\(outcome)")
  }

  @Test func `a failing command names its place and its log`() throws {
    try folder.write(
      "fails.yml",
      """
      stages:
        first:
          kind: command
          parameters: {run: "sh -c 'echo the reason; exit 3'", outputs: {out: x}}
      """)
    let outcome = try program.run("run", "fails.yml")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("fails.yml:2: stage 'first' failed: sh ended with status 3"))
    let log = try #require(outcome.errorLines.last?.split(separator: " ").last)
    #expect(try String(contentsOfFile: String(log), encoding: .utf8).contains("the reason"))
  }

  @Test func `only the stages that are wanted run, with what they need`() throws {
    let outcome = try program.run("run", "sphere.yml", "laplacian", "--json")
    #expect(try Events.statuses(outcome.output) == ["surface": "ran", "laplacian": "ran"])
    let unknown = try program.run("run", "sphere.yml", "laplacain")
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("'laplacian'"), "\(unknown)")
  }

  @Test func `a forced stage runs and what follows stays a hit when nothing changed`() throws {
    _ = try program.run("run", "sphere.yml")
    let outcome = try program.run("run", "sphere.yml", "--force", "laplacian", "--json")
    let expected = [
      "surface": "hit", "laplacian": "ran", "basis": "hit", "distance": "hit", "check": "hit",
    ]
    #expect(try Events.statuses(outcome.output) == expected, "\(outcome)")
  }

  @Test func `the store is where the option, the environment or the nearest folder says`() throws {
    try folder.write("deep/er/sphere.yml", Pipelines.sphere)
    _ = try program.run("run", "sphere.yml", "surface", "--store", "elsewhere")
    #expect(folder.contains("elsewhere/store.json") && !folder.contains("cache"))
    var other = program
    other.environment["MERIDIAN_STORE"] = "named"
    _ = try other.run("run", "sphere.yml", "surface")
    #expect(folder.contains("named/store.json") && !folder.contains("cache"))
    _ = try program.run("run", "deep/er/sphere.yml", "surface")
    #expect(folder.contains("deep/er/cache/store.json") && !folder.contains("cache"))
    _ = try program.run("run", "sphere.yml", "surface")
    #expect(folder.contains("cache/store.json"))
    try folder.write("deep/sphere.yml", Pipelines.sphere)
    let found = try program.run("run", "deep/sphere.yml", "surface", "--json")
    #expect(try Events.statuses(found.output) == ["surface": "hit"])
    #expect(!folder.contains("deep/cache"))
  }

  @Test func `one failure leaves the rest alone and ends with 1`() throws {
    try folder.write("broken.off", "OFF\n1 1 0\n0 0 0\n3 0 1 2\n")
    try folder.write(
      "mixed.yml",
      """
      name: mixed
      stages:
        bad: {kind: load.mesh, inputs: {mesh: broken.off}}
        after: {kind: mesh.laplacian, inputs: {mesh: bad}}
        good: {kind: make.mesh, parameters: {shape: icosphere, subdivisions: 1}}
        fine: {kind: mesh.laplacian, inputs: {mesh: good}}
      """)
    let outcome = try program.run("run", "mixed.yml", "--keep-going", "--json")
    #expect(outcome.code == 1)
    #expect(
      try Events.statuses(outcome.output)
        == ["bad": "failed", "after": "skipped", "good": "ran", "fine": "ran"], "\(outcome)")
    #expect(outcome.errorLines.count == 1, "\(outcome)")
    #expect(outcome.errors.contains("'bad' failed"))
    #expect(outcome.errors.contains("broken.off"))
  }

  @Test func `two processes on one store compute every stage once`() throws {
    let both = try [
      program.start(["run", "sphere.yml", "--json"]),
      program.start(["run", "sphere.yml", "--json"]),
    ]
    let outcomes = try both.map { try $0.wait() }
    var ran: [String: Int] = [:]
    for outcome in outcomes {
      #expect(outcome.code == 0, "\(outcome)")
      for (stage, status) in try Events.statuses(outcome.output) {
        ran[stage, default: 0] += status == "ran" ? 1 : 0
      }
    }
    #expect(ran == ["surface": 1, "laplacian": 1, "basis": 1, "distance": 1, "check": 1])
  }
}
