import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The trace that a run leaves.
@Suite(.timeLimit(.minutes(2))) struct TraceTests {
  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("sphere.yml", Pipelines.sphere)
  }

  private func events(_ name: String = "t.json") throws -> [[String: Any]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(object["traceEvents"] as? [[String: Any]])
  }

  private func arguments(_ event: [String: Any]) -> [String: Any] {
    event["args"] as? [String: Any] ?? [:]
  }

  private func number(_ event: [String: Any], _ name: String) -> Double {
    (event[name] as? NSNumber)?.doubleValue ?? .nan
  }

  @Test func `a stage is an event in its worker's lane, with key, time and memory`() throws {
    #expect(try program.run("run", "sphere.yml", "--jobs", "2", "--trace", "t.json").code == 0)
    let stages = try events().filter { $0["ph"] as? String == "X" }
    #expect(
      Set(stages.compactMap { $0["name"] as? String })
        == ["surface", "laplacian", "basis", "distance", "check"])
    for stage in stages {
      #expect(number(stage, "ts") >= 0 && number(stage, "dur") > 0)
      let arguments = arguments(stage)
      #expect(arguments["status"] as? String == "ran")
      #expect((arguments["key"] as? String)?.count == 64)
      #expect((arguments["seconds"] as? NSNumber)?.doubleValue ?? 0 > 0)
      #expect((arguments["peak_bytes"] as? NSNumber)?.intValue ?? 0 > 0)
      #expect([1, 2].contains(stage["tid"] as? Int))
    }
    // What one worker does, it does one after the other.
    for lane in Dictionary(grouping: stages, by: { $0["tid"] as? Int ?? 0 }).values {
      let ordered = lane.sorted { number($0, "ts") < number($1, "ts") }
      for (one, next) in zip(ordered, ordered.dropFirst()) {
        #expect(number(one, "ts") + number(one, "dur") <= number(next, "ts") + 1)
      }
    }
    // A stage begins when what it needs is done.
    let ends = Dictionary(
      uniqueKeysWithValues: stages.map {
        ($0["name"] as? String ?? "", number($0, "ts") + number($0, "dur"))
      })
    let basis = try #require(stages.first { $0["name"] as? String == "basis" })
    #expect(ends["laplacian"] ?? .infinity <= number(basis, "ts") + 1)
  }

  @Test func `hits are moments in a lane of their own`() throws {
    #expect(try program.run("run", "sphere.yml").code == 0)
    #expect(try program.run("run", "sphere.yml", "--trace", "t.json").code == 0)
    let hits = try events().filter { $0["ph"] as? String == "i" }
    #expect(hits.count == 5)
    #expect(hits.allSatisfy { arguments($0)["status"] as? String == "hit" })
  }

  @Test func `a failed run leaves its trace, with the error`() throws {
    try folder.write(
      "bad.yml",
      "name: bad\nstages: {a: {kind: command, parameters: {run: 'false', outputs: {o: o.txt}}}}\n")
    #expect(try program.run("run", "bad.yml", "--trace", "t.json").code == 1)
    let stage = try #require(try events().first { $0["name"] as? String == "a" })
    #expect(arguments(stage)["status"] as? String == "failed")
    #expect(arguments(stage)["error"] as? String != nil)
  }

  @Test(arguments: [1, 2])
  func `an interrupted run leaves its trace, also when it is stopped at once`(signals: Int) throws {
    let gate = folder.path("gate")
    #expect(mkfifo(gate, 0o600) == 0)
    try folder.write("gated.yml", Pipelines.gated(by: gate))
    let running = try program.start(["run", "gated.yml", "--json", "--trace", "t.json"])
    #expect(
      running.line { $0.contains(#""stage-started""#) && $0.contains(#""waits""#) } != nil)
    running.send(SIGINT)
    if signals > 1 {
      #expect(running.line { $0.contains(#""interrupted""#) } != nil)
      running.send(SIGINT)
    }
    #expect(try running.wait().code == 130)
    let stages = try events().filter { $0["ph"] as? String == "X" }
    #expect(stages.contains { $0["name"] as? String == "first" })
    let stopped = try #require(stages.first { $0["name"] as? String == "waits" })
    #expect(["cancelled", "stopped"].contains(arguments(stopped)["status"] as? String ?? ""))
  }

  @Test func `a trace that cannot be written is refused before anything runs`() throws {
    for path in ["missing/t.json", "."] {
      let outcome = try program.run("run", "sphere.yml", "--trace", path)
      #expect(outcome.code == 2 && outcome.errorLines.count == 1, "\(outcome)")
      #expect(outcome.output.isEmpty && !folder.contains("cache"))
    }
  }
}
