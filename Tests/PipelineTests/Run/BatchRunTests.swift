import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// What happens to a batch when items fail, take too long, or are too many.
@Suite struct BatchRunTests {
  private func pipeline(_ tag: String, gather: String = "") -> String {
    """
    stages:
      a: {foreach: [p, q, r], kind: test.text, parameters: {text: "${item}", tag: "\(tag)${item}"}}
      b: {foreach: a, kind: test.length, inputs: {text: a}}
      all: {\(gather)kind: test.join, inputs: {parts: b.first}}
    """
  }

  @Test func `a failing item harms what needs it, and the next run tries only that`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail("\(tag)q")
    let first = try bench.run(pipeline(tag))
    #expect(first.exitCode == 1)
    #expect((first.ran, first.failed, first.skipped) == (4, 1, 2))
    #expect(first.status("b[q]") == .skipped && first.status("all") == .skipped)
    Board.fail("\(tag)q", false)
    let second = try bench.run(pipeline(tag))
    #expect((second.hits, second.ran, second.exitCode) == (4, 3, 0))
    #expect(Board.count("\(tag)p") == 1 && Board.count("\(tag)q") == 2)
    #expect(try bench.text(second, "all") == "p=p;q=q;r=r")
  }

  @Test
  func `a gather that may drop goes on with the items that are left, which are part of its key`()
    throws
  {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail("\(tag)q")
    let text = pipeline(tag, gather: "missing: drop, ")
    let first = try bench.run(text)
    #expect(try bench.text(first, "all") == "p=p;r=r")
    #expect(first.exitCode == 1)
    Board.fail("\(tag)q", false)
    let second = try bench.run(text)
    #expect(second.status("all") == .ran)
    #expect(try bench.text(second, "all") == "p=p;q=q;r=r")
    #expect(second.exitCode == 0)
  }

  @Test func `a gather of which nothing is left does not run`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    for item in ["p", "q", "r"] { Board.fail(tag + item) }
    let outcome = try bench.run(pipeline(tag, gather: "missing: drop, "))
    #expect(outcome.status("all") == .skipped)
    #expect(
      outcome.reports.first { $0.stage == "all" }?.error == "every item that it gathers failed")
  }

  @Test func `a stage is tried again as often as it says`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let outcome = try bench.run(
      "stages: {a: {kind: test.text, retries: 2, parameters: {tag: \(tag)}}}")
    #expect(outcome.status("a") == .failed && Board.count(tag) == 3)
    #expect(outcome.reports.first?.retries == 2)
    let retries = bench.events.list.compactMap { event in
      if case .retrying(_, let attempt, 2, _) = event { attempt } else { nil }
    }
    #expect(retries == [1, 2])
  }

  @Test func `what is tried again goes on from its checkpoint`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let outcome = try bench.run(
      "stages: {a: {kind: test.checkpoint, retries: 2, parameters: {tag: \(tag)}}}")
    #expect(try bench.text(outcome, "a") == nil && Board.count(tag) == 3)
    Board.fail(tag, false)
    let again = try bench.run(
      "stages: {a: {kind: test.checkpoint, parameters: {tag: \(tag)}}}")
    #expect(try bench.text(again, "a") == "1,2,3" && Board.count(tag) == 3)
  }

  @Test func `a stage that takes too long is stopped and fails with that reason`() throws {
    let bench = try Bench()
    let outcome = try bench.run(
      """
      stages:
        slow: {foreach: [x], kind: test.endless, timeout: 50ms}
        other: {kind: test.text}
      """)
    #expect(outcome.status("slow[x]") == .failed)
    #expect(outcome.status("other") == .ran, "\(outcome.reports)")
    let error = outcome.reports.first { $0.stage == "slow[x]" }?.error
    #expect(error?.contains("longer than the 0.05 s") == true)
  }

  @Test(arguments: ["1e17s", "4000000000000d", "0.001ms"])
  func `a time of any length is waited for or over, and no trap`(timeout: String) throws {
    let bench = try Bench()
    let outcome = try bench.run(
      "stages: {a: {foreach: [x], kind: test.text, timeout: \(timeout)}}")
    #expect(outcome.ran + outcome.failed == 1)
  }

  @Test func `stages share memory and threads as they declare`() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {foreach: [1, 2, 3, 4], kind: test.text, resources: {memory: 600MB}, parameters: {text: "a${item}"}}
        b: {foreach: [1, 2, 3], kind: test.text, resources: {threads: 4}, parameters: {text: "b${item}"}}
      """
    let events = Bench.Events()
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 4, workers: .inProcess, memory: 1_000_000_000),
      onEvent: { events.add($0) })
    let outcome = try runner.run(bench.plan(text))
    #expect(outcome.ran == 7)
    var running: Set<String> = []
    for event in events.list {
      switch event {
      case .stageStarted(let stage, _):
        running.insert(stage)
        #expect(running.count { $0.hasPrefix("a") } <= 1, "two of 600 MB do not fit into 1 GB")
        #expect(!running.contains { $0.hasPrefix("b") } || running.count == 1)
      case .stageFinished(let report): running.remove(report.stage)
      default: continue
      }
    }
  }

  @Test(arguments: [
    ("retries: -1", "'retries' is no whole number from 0"),
    ("timeout: soon", "'timeout' is 'soon'; write 90s, 5m or 2h"),
    ("timeout: 0s", "'timeout' is '0s'"), ("missing: keep", "write 'missing: drop'"),
    ("resources: {memory: 2XB}", "'memory' is '2XB'; write 2GB or 512MB"),
    ("resources: {cores: 2}", "unknown resource 'cores'"),
    ("resources: {threads: 0}", "'threads' is no whole number from 1"),
    ("resources: much", "'resources' must be a mapping"),
  ])
  func `wrong settings are reported`(setting: String, expected: String) {
    let found = mistakes("stages:\n  a: {kind: test.text, \(setting)}")
    #expect(found.count == 1 && found[0].contains(expected), "\(found)")
  }

  @Test func `thousands of tiny items are planned, run and found again`() throws {
    let bench = try Bench()
    let rows = (0..<2_000).map { "i\($0)" }.joined(separator: "\n")
    try bench.folder.write("items.csv", "name\n\(rows)\n")
    let text = """
      stages:
        a: {foreach: {manifest: items.csv}, kind: test.text, parameters: {text: "${item.name}"}}
        all: {kind: test.join, inputs: {parts: a}}
      """
    let first = try bench.run(text, jobs: 2)
    #expect((first.ran, first.failed) == (2_001, 0))
    let second = try bench.run(text, jobs: 2)
    #expect((second.hits, second.ran) == (2_001, 0))
    #expect(second.status("all") == .hit)
  }
}
