import Artifacts
import Command
import Foundation
import Pipeline
import Store
import Testing

/// What is different between two runs, from records made by hand.
@Suite struct RunComparisonTests {
  private func result(
    _ key: String, version: Int = 1, parameters: String = "{}", seed: UInt64? = nil,
    inputs: [StageResult.Input] = [], seconds: Double = 1, fingerprint: String = "x"
  ) -> StageResult {
    StageResult(
      key: Digest.of(text: key), kind: "kind", kindVersion: version, stage: "s",
      parameters: parameters, inputs: inputs, outputs: [], seed: seed,
      cost: .init(seconds: seconds, cpuSeconds: seconds, peakBytes: 50_000_000),
      fingerprint: fingerprint, run: "r")
  }

  private func side(
    _ stages: [RunStage], _ results: [StageResult] = [],
    metrics: [String: [String: Double]] = [:], environment: [String: String] = [:]
  ) -> RunComparison.Side {
    RunComparison.Side(
      record: RunRecord(
        pipeline: "p", file: "/p.yml", started: 0, finished: 1_000_000_000, status: .finished,
        environment: environment, stages: stages),
      results: Dictionary(uniqueKeysWithValues: results.map { ($0.key, $0) }), metrics: metrics)
  }

  private func stage(
    _ name: String, _ key: String, _ status: RunStageStatus = .ran, seconds: Double = 1,
    error: String? = nil
  ) -> RunStage {
    RunStage(
      stage: name, kind: "kind", key: Digest.of(text: key), status: status, error: error,
      seconds: seconds, peakBytes: 50_000_000)
  }

  private func changes(_ one: RunComparison.Side, _ other: RunComparison.Side) -> [String] {
    let comparison = RunComparison(one, other)
    func text(_ changes: [RunComparison.Change]) -> [String] {
      changes.map {
        "\($0.aspect.rawValue) \($0.name ?? ""): \($0.old?.canonicalJSON ?? "–") → \($0.new?.canonicalJSON ?? "–")"
      }
    }
    return text(comparison.changes.filter { $0.aspect != .seconds })
      + comparison.stages.flatMap { text($0.changes) }
  }

  @Test func `a run equals itself, and a hit is no difference to having run`() {
    let results = [result("k")]
    let one = side([stage("a", "k")], results)
    #expect(changes(one, one).isEmpty)
    #expect(changes(one, side([stage("a", "k", .hit, seconds: 0)], results)).isEmpty)
  }

  @Test func `parameters, seeds, versions, inputs and files are named with both values`() {
    let file = Digest.of(text: "1")
    let changed = Digest.of(text: "2")
    let one = side(
      [stage("a", "k1")],
      [
        result(
          "k1", parameters: #"{"k":1,"m":{"w":[4]}}"#, seed: 1,
          inputs: [
            .init(port: "mesh", digest: file, path: "m.off"), .init(port: "x", digest: file),
          ])
      ], environment: ["parameters": #"{"p":1}"#, "host": "h"])
    let other = side(
      [stage("a", "k2")],
      [
        result(
          "k2", version: 2, parameters: #"{"k":2,"m":{"w":[8]}}"#, seed: 2,
          inputs: [.init(port: "mesh", digest: changed, path: "m.off")], fingerprint: "y")
      ], environment: ["parameters": #"{"p":2}"#, "host": "i"])
    #expect(
      changes(one, other) == [
        "run host: \"h\" → \"i\"", "parameter p: 1 → 2", "version : 1 → 2", "parameter k: 1 → 2",
        "parameter m.w[0]: 4 → 8", "seed : 1 → 2", "numerics : \"x\" → \"y\"",
        "file mesh (m.off): \"\(file.hex)\" → \"\(changed.hex)\"",
        "input x: \"\(file.hex)\" → –",
      ])
  }

  @Test func `metrics are compared by stage and name`() {
    let one = side([stage("a", "k")], metrics: ["a": ["accuracy": 0.5, "old": 1]])
    let other = side([stage("a", "k")], metrics: ["a": ["accuracy": 0.75, "new": 2]])
    #expect(
      changes(one, other) == [
        "metric accuracy: 0.5 → 0.75", "metric new: – → 2.0", "metric old: 1.0 → –",
      ])
  }

  @Test func `a failure is a difference, with its error`() {
    let one = side([stage("a", "k")])
    let other = side([stage("a", "k", .failed, error: "face 3")])
    #expect(changes(one, other) == ["status : \"done\" → \"failed\"", "error : – → \"face 3\""])
  }

  @Test func `stages that one run alone has are told, and the others counted`() {
    let comparison = RunComparison(
      side([stage("a", "k"), stage("b", "l")]), side([stage("c", "m"), stage("a", "k")]))
    #expect(comparison.stages.map(\.name) == ["b", "c"])
    #expect(comparison.stages.map(\.presence) == [.first, .second])
    #expect(comparison.commonCount == 1)
    let lines = RunComparisonText(comparison).lines(style: .plain)
    #expect(lines.contains { $0.hasPrefix("b") && $0.contains("only in A") })
    #expect(lines.last == "0 of 1 stage differ, 1 only in A, 1 only in B")
  }

  @Test func `times are shown where they differ by more than a tenth, and told to programs always`()
    throws
  {
    func comparison(_ seconds: Double) -> RunComparison {
      RunComparison(
        side([stage("a", "k1", seconds: 10)], [result("k1")]),
        side([stage("a", "k2", seconds: seconds)], [result("k2")]))
    }
    let close = RunComparisonText(comparison(10.5))
    #expect(!close.lines(style: .plain).contains { $0.contains("time") })
    #expect(close.json.text().contains(#""what":"seconds""#))
    let far = RunComparisonText(comparison(15)).lines(style: .plain)
    #expect(far.contains { $0.contains("time") && $0.contains("+50 %") }, "\(far)")
  }

  @Test func `a hit's time is that of its computation`() {
    let one = side([stage("a", "k1", .hit, seconds: 0)], [result("k1", seconds: 4)])
    let other = side([stage("a", "k2", seconds: 8)], [result("k2", seconds: 8)])
    #expect(changes(one, other) == ["seconds : 4.0 → 8.0"])
  }
}
