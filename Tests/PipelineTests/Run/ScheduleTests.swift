import Pipeline
import Store
import Testing

@Suite struct ScheduleTests {
  @Test("Reports say which worker had a stage, and when")
  func workers() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {kind: test.text, parameters: {text: a}}
        b: {kind: test.text, parameters: {text: b}}
        c: {kind: test.join, inputs: {parts: [a, b]}}
        again: {kind: test.text, parameters: {text: a}}
      """
    let before = StoreClock.now
    let outcome = try bench.run(text, jobs: 2)
    let ran = outcome.reports.filter { $0.status == .ran }
    #expect(ran.count == 3)
    for report in ran {
      let started = try #require(report.started)
      #expect(started >= before && started <= report.ended && report.ended <= StoreClock.now)
      #expect((1...2).contains(report.worker ?? 0))
    }
    // Of two stages that do the same thing one runs, and no worker has the other.
    #expect(outcome.reports.first { $0.status == .hit }?.worker == nil)
    for worker in 1...2 {
      let own = ran.filter { $0.worker == worker }.sorted { $0.ended < $1.ended }
      for (one, next) in zip(own, own.dropFirst()) { #expect(one.ended <= next.started ?? 0) }
    }
    let hits = try bench.run(text, jobs: 2)
    #expect(hits.reports.allSatisfy { $0.worker == nil && $0.started == nil })
  }

  private func started(_ bench: Bench) -> [String] {
    bench.events.list.compactMap { if case .stageStarted(let stage, _) = $0 { stage } else { nil } }
  }

  @Test("The stage with the longest way to the end goes first, wherever it stands in the file")
  func longestPathFirst() throws {
    let bench = try Bench()
    let text = """
      stages:
        one: {kind: test.text, parameters: {text: "1"}}
        two: {kind: test.text, parameters: {text: "2"}}
        c: {kind: test.length, inputs: {text: b}}
        b: {kind: test.text, parameters: {text: "4"}, inputs: {after: a}}
        a: {kind: test.text, parameters: {text: "3"}}
      """
    #expect(try bench.run(text).failed == 0)
    let order = started(bench)
    #expect(
      order.prefix(2) == ["a", "b"] && Set(order.suffix(3)) == ["one", "two", "c"], "\(order)")
  }

  @Test(
    "What runs at once never takes more threads and memory than there are"
  )
  func room() throws {
    let bench = try Bench()
    let stages = (0..<12).map { place in
      "  s\(place): {kind: test.text, parameters: {text: t\(place)}, "
        + "resources: {threads: \(1 + place % 3), memory: \(100 + 100 * (place % 4))MB}}"
    }
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 4, workers: .inProcess, memory: 600_000_000),
      onEvent: { [events = bench.events] in events.add($0) })
    let outcome = try runner.run(bench.plan("stages:\n" + stages.joined(separator: "\n")))
    #expect(outcome.ran == 12)
    var running: [String: (threads: Int, memory: Int)] = [:]
    var most = 0
    for event in bench.events.list {
      switch event {
      case .stageStarted(let stage, _):
        let place = Int(stage.dropFirst()) ?? 0
        running[stage] = (1 + place % 3, 100 + 100 * (place % 4))
        #expect(running.values.reduce(0) { $0 + $1.threads } <= 4, "\(running)")
        #expect(running.values.reduce(0) { $0 + $1.memory } <= 600, "\(running)")
        most = max(most, running.count)
      case .stageFinished(let report): running[report.stage] = nil
      default: continue
      }
    }
    #expect(most > 1, "nothing ran beside anything")
  }

  @Test("A stage that failed was with a worker, those that were skipped with none")
  func failures() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let outcome = try bench.run(
      """
      stages:
        a: {kind: test.text, parameters: {tag: \(tag)}}
        b: {kind: test.length, inputs: {text: a}}
      """)
    #expect(outcome.reports.first { $0.stage == "a" }?.worker == 1)
    #expect(outcome.reports.first { $0.stage == "b" }?.worker == nil)
  }

  @Test("The record of a run has the items and variants of its stages")
  func variants() throws {
    let bench = try Bench()
    let outcome = try bench.run(
      """
      parameters: {letter: x}
      matrix: {letter: [x, "y z"]}
      stages:
        a: {kind: test.text, foreach: [one, two], parameters: {text: "${item}${letter}"}}
        b: {kind: test.join, inputs: {parts: a}}
      """)
    #expect(outcome.failed == 0)
    let record = try bench.store.run(outcome.run)
    let items = record.stages.filter { $0.item != nil }
    #expect(Set(items.compactMap(\.item)) == ["one", "two"])
    #expect(Set(record.stages.map { $0.variant["letter"] }) == ["x", "y z"])
    #expect(record.stages.allSatisfy { $0.status == .ran || $0.status == .hit })
  }
}
