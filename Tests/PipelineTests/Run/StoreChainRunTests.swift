import Foundation
import Pipeline
import Store
import Synchronization
import TestSupport
import Testing

/// Runs over a chain of stores, and by hosts that share one.
@Suite struct StoreChainRunTests {
  private let folder: TemporaryFolder
  private let tag = Board.tag()

  init() throws { folder = try TemporaryFolder() }

  private func pipeline(count: Int = 2) throws -> CheckedPipeline {
    try folder.write(
      "p.yml",
      """
      name: p
      stages:
        a: {kind: test.text, parameters: {tag: \(tag)}}
        b: {kind: test.text, parameters: {text: b, tag: \(tag)}}
        c: {kind: test.join, inputs: {parts: [a, b]}, parameters: {tag: \(tag)}}
        d: {kind: test.length, inputs: {text: c}, parameters: {tag: \(tag)}}
        e: {kind: test.text, parameters: {text: e, count: \(count), tag: \(tag)}}
        f: {kind: test.export, inputs: {text: e}, parameters: {tag: \(tag)}, save: {file: f.txt}}
      """)
    return try CheckedPipeline.load(path: folder.path("p.yml"), catalogue: catalogue)
  }

  private func run(_ store: Store, count: Int = 2) throws -> RunOutcome {
    let runner = Runner(
      store: store, catalogue: catalogue, options: RunOptions(jobs: 2, workers: .inProcess))
    return try runner.run(Planner(store: store).plan(pipeline(count: count)))
  }

  private func digests(_ outcome: RunOutcome) -> [String: [String: String]] {
    Dictionary(
      uniqueKeysWithValues: outcome.reports.map {
        ($0.stage, $0.outputs.mapValues(\.digest.hex))
      })
  }

  @Test func `what the team has is not computed, and what is new builds on it`() throws {
    let team = try run(Store(at: folder.path("team")))
    #expect(team.ran == 6 && Board.count(tag) == 6)
    try FileManager.default.removeItem(atPath: folder.path("f.txt"))

    let own = try Store(at: folder.path("own"), behind: [folder.path("team")])
    let hits = try run(own)
    #expect(hits.hits == 6 && Board.count(tag) == 6)
    #expect(digests(hits) == digests(team))
    #expect(try String(contentsOfFile: folder.path("f.txt"), encoding: .utf8) == "ee")

    let changed = try run(own, count: 3)
    #expect(changed.hits == 4 && changed.ran == 2)

    // It stands here: the team's store may go.
    try FileManager.default.removeItem(atPath: folder.path("team"))
    #expect(try run(Store(at: folder.path("own"))).hits == 6)
  }

  @Test func `a stage takes its input from the first store alone`() throws {
    _ = try run(Store(at: folder.path("team")))
    let own = try Store(at: folder.path("own"), behind: [folder.path("team")])
    // Only `e` is asked for first; `f` then has to be computed from what was brought over.
    let e = try Planner(store: own).plan(pipeline(), targets: ["e"])
    #expect(e.hits == 1)
    try FileManager.default.removeItem(atPath: folder.path("team"))
    let outcome = try run(Store(at: folder.path("own")))
    #expect(outcome.status("e") == .hit)
    #expect(outcome.status("f") == .ran)
  }

  @Test func `damaged results of the team are computed, the others taken`() throws {
    _ = try run(Store(at: folder.path("team")))
    let team = try Store(at: folder.path("team"))
    let planned = try Planner(store: team).plan(pipeline())
    let artifact = try #require(planned["c"]?.result?.outputs.first?.artifact)
    guard case .pack(let pack, let offset, _) = artifact.location else {
      Issue.record("a small artifact lies in a pack")
      return
    }
    let path = folder.path("team/packs/\(pack)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[offset + 17] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))

    let warnings = Mutex<[String]>([])
    let own = try Store(
      at: folder.path("own"), behind: [folder.path("team")],
      onWarning: { text in warnings.withLock { $0.append(text) } })
    let outcome = try run(own)
    #expect(outcome.status("c") == .ran)
    #expect(outcome.hits == 5 && outcome.failed == 0)
    #expect(warnings.withLock { $0 }.count == 1)
  }

  @Test func `hosts that run the same pipeline on one shared folder get the same`() throws {
    let stores = try ["one", "two", "three"].map { name in
      var options = StoreOptions()
      options.isShared = true
      options.indexFolder = folder.path("index-\(name)")
      return try Store(at: folder.path("shared"), options: options)
    }
    let checked = try pipeline()
    let outcomes = Mutex<[RunOutcome]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      let runner = Runner(
        store: stores[index], catalogue: catalogue,
        options: RunOptions(jobs: 2, workers: .inProcess))
      guard let plan = try? Planner(store: stores[index]).plan(checked),
        let outcome = try? runner.run(plan)
      else { return }
      outcomes.withLock { $0.append(outcome) }
    }
    let all = outcomes.withLock { $0 }
    #expect(all.map(\.exitCode) == [0, 0, 0])
    #expect(Set(all.map { digests($0).description.sorted().map(String.init).joined() }).count == 1)
    #expect(try run(stores[0]).hits == 6)
  }
}
