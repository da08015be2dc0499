import Pipeline
import Store
import Testing

/// `--recheck`: results that are there, computed again and compared.
@Suite struct RecheckTests {
  private func recheck(_ bench: Bench, _ text: String, share: Double = 1) throws -> RunOutcome {
    let events = bench.events
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 2, workers: .inProcess, recheck: share),
      onEvent: { events.add($0) })
    return try runner.run(bench.plan(text))
  }

  private func sums(_ tag: String, count: Int = 1) -> String {
    let stages = (1...count).map {
      "  s\($0): {kind: test.sum, parameters: {tag: \(tag), count: \(900 + $0)}}"
    }
    return "stages:\n" + stages.joined(separator: "\n")
      + "\n  after: {kind: test.join, inputs: {parts: [s1]}}"
  }

  @Test func `results that come out the same are counted and nothing else happens`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let first = try bench.run(sums(tag))
    let again = try recheck(bench, sums(tag))
    #expect((again.rechecked, again.differing, again.exitCode) == (2, [], 0))
    #expect(Board.count(tag) == 2)
    #expect(try bench.text(again, "s1") == bench.text(first, "s1"))
    #expect(try bench.store.run(again.run).status == .finished)
  }

  @Test func `a kind whose numerics changed is caught, and the first result stands`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let first = try bench.run(sums(tag))
    Board.fail(tag)
    let again = try recheck(bench, sums(tag))
    #expect((again.rechecked, again.differing, again.exitCode) == (2, ["s1"], 1))
    let reported = bench.events.list.contains {
      if case .nondeterministic("s1", "text", let old, let new) = $0 { old != new } else { false }
    }
    #expect(reported)
    #expect(try bench.text(again, "s1") == bench.text(first, "s1"))
    #expect(try bench.plan(sums(tag)).hits == 2)
  }

  @Test func `about the share that is asked for is computed, and others in another run`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let text = sums(tag, count: 400)
    try bench.run(text, jobs: 2)
    func chosen() throws -> Set<String> {
      let outcome = try recheck(bench, text, share: 0.25)
      #expect(outcome.rechecked == outcome.ran && outcome.hits + outcome.ran == 401)
      return Set(outcome.reports.filter { $0.status == .ran }.map(\.stage))
    }
    let (one, two) = (try chosen(), try chosen())
    // Twelve standard deviations to each side.
    #expect((1...204).contains(one.count) && (1...204).contains(two.count))
    #expect(one != two)
  }

  @Test func `what has no result runs as ever and is not compared`() throws {
    let bench = try Bench()
    let outcome = try recheck(bench, sums(Board.tag()))
    #expect((outcome.ran, outcome.rechecked, outcome.exitCode) == (2, 0, 0))
  }

  @Test func `a run that is not asked to compares nothing`() throws {
    let bench = try Bench()
    let tag = Board.tag()
    try bench.run(sums(tag))
    let again = try bench.run(sums(tag))
    #expect(again.rechecked == nil && again.hits == 2 && Board.count(tag) == 1)
  }
}
