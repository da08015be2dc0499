import Foundation
import Pipeline
import Store
import TestSupport
import Testing

@Suite struct PlanEstimateTests {
  /// A result of a kind with a cost, as a run would have left it.
  private func record(
    _ kind: String, version: Int = 1, parameters: String, seconds: Double, peak: Int = 1_000_000,
    inputs: [(port: String, digest: Digest)] = [], outputs: [(String, ArtifactReference)] = [],
    stage: String = "elsewhere", in store: Store
  ) throws {
    try store.record(
      StageResult(
        key: Digest.of(text: UUID().uuidString), kind: kind, kindVersion: version, stage: stage,
        parameters: parameters,
        inputs: inputs.map { StageResult.Input(port: $0.port, digest: $0.digest) },
        outputs: outputs.map { StageResult.Output(port: $0.0, artifact: $0.1) },
        cost: .init(seconds: seconds, cpuSeconds: seconds, peakBytes: peak), fingerprint: "",
        run: "r"))
  }

  private func artifact(_ letters: Int, in store: Store) throws -> ArtifactReference {
    let writer = try store.files.makeWriter(type: ArtifactType("text", version: 1))
    try writer.write("text", text: String(repeating: "x", count: letters))
    return try writer.finish()
  }

  @Test("A plan of kinds that never ran has no estimate")
  func unknown() throws {
    let bench = try Bench()
    let plan = try bench.plan("stages: {a: {kind: test.text}}")
    #expect(plan["a"]?.expectedSeconds == nil)
    #expect(plan.estimate(jobs: 2) == nil)
  }

  @Test("A plan in which nothing runs has no estimate")
  func nothing() throws {
    let bench = try Bench()
    let text = "stages: {a: {kind: test.text}}"
    try bench.run(text)
    #expect(try bench.plan(text).estimate(jobs: 2) == nil)
  }

  @Test("A larger file is felt in the stage that reads it and in what comes after")
  func files() throws {
    let bench = try Bench()
    try bench.folder.write("small.txt", String(repeating: "x", count: 1000))
    try bench.folder.write("large.txt", String(repeating: "x", count: 50_000))
    func text(_ file: String) -> String {
      """
      stages:
        r: {kind: test.read, inputs: {file: \(file)}}
        l: {kind: test.length, inputs: {text: r.text}}
      """
    }
    try bench.run(text("small.txt"))
    let small = try bench.plan(text("small.txt"), forced: ["r", "l"])
    let large = try bench.plan(text("large.txt"))
    for stage in ["r", "l"] {
      let ratio =
        try #require(large[stage]?.expectedSeconds) / #require(
          small[stage]?.expectedSeconds)
      // The reader's output is as large as the file, but for "txt:" before it.
      #expect((40...51).contains(ratio), "\(stage): \(ratio)")
    }
    #expect(large["l"]?.status == .mayRun)
    #expect(large.estimate(jobs: 1)?.isUpperBound == true)
  }

  @Test("The time is that of the longest chain, or of the work shared out, whichever is more")
  func total() throws {
    let bench = try Bench()
    let made = try artifact(100, in: bench.store)
    func note(_ text: String, _ seconds: Double, peak: Int) throws {
      let kind = try bench.check("stages: {a: {kind: test.text, parameters: {text: \(text)}}}")
      let parameters = ParameterValue.map(kind.stages[0].parameters.values)
      // The parameter that cannot change the result is no part of the record.
      guard case .map(var map) = parameters else { return }
      map["loud"] = nil
      try record(
        "test.text", parameters: ParameterValue.map(map).canonicalJSON, seconds: seconds,
        peak: peak, outputs: [("text", made)], in: bench.store)
    }
    try note("a", 2, peak: 100)
    try note("b", 3, peak: 300)
    try note("c", 10, peak: 200)
    let plan = try bench.plan(
      """
      stages:
        a: {kind: test.text, parameters: {text: a}}
        b: {kind: test.text, parameters: {text: b}}
        c: {kind: test.text, parameters: {text: c}}
      """)
    let one = try #require(plan.estimate(jobs: 1))
    #expect((one.work, one.criticalPath, one.seconds) == (15, 10, 15))
    #expect(one.peakBytes == 300)
    let two = try #require(plan.estimate(jobs: 2))
    #expect(two.seconds == 10)
    #expect(two.peakBytes == 500)
    #expect(!two.isUpperBound)
  }

  @Test("A chain is as long as all its stages together")
  func chain() throws {
    let bench = try Bench()
    try bench.run(
      """
      stages:
        a: {kind: test.text}
        b: {kind: test.export, inputs: {text: a}}
        c: {kind: test.read, inputs: {file: b.file}}
      """)
    let plan = try bench.plan(
      """
      stages:
        a: {kind: test.text, parameters: {text: long}}
        b: {kind: test.export, inputs: {text: a}}
        c: {kind: test.read, inputs: {file: b.file}}
      """)
    let estimate = try #require(plan.estimate(jobs: 8))
    #expect(abs(estimate.criticalPath - estimate.work) < 1e-12)
    let remaining = plan.remainingSeconds
    #expect(remaining["a"] == estimate.criticalPath)
    #expect((remaining["c"] ?? 1) < (remaining["b"] ?? 0))
  }
}
