import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// Stores that are damaged while a run is at work on them: the right result, or a clear error that loses nothing.
@Suite struct MidRunDamageTests {
  private let bench: Bench

  init() throws { bench = try Bench() }

  /// Runs, and does something to the store when a stage has ended, once.
  private func run(
    _ text: String, when stage: String, _ body: @escaping @Sendable () throws -> Void
  ) throws -> RunOutcome {
    let events = bench.events
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 1, workers: .inProcess),
      onEvent: { event in
        let isFirst = !events.list.contains {
          if case .stageFinished(let report) = $0 { report.stage == stage } else { false }
        }
        events.add(event)
        guard isFirst, case .stageFinished(let report) = event, report.stage == stage else {
          return
        }
        do { try body() } catch { Issue.record("\(error)") }
      })
    return try runner.run(bench.plan(text))
  }

  /// A text that does not compress below what a pack takes.
  private static let long: String = {
    var random = SeededRandom(seed: 1)
    return String(
      (0..<400_000).map { _ in
        Character(Unicode.Scalar(UInt8.random(in: 97...122, using: &random)))
      })
  }()

  private func stages(_ tag: String) -> String {
    """
    stages:
      first: {kind: test.text, parameters: {tag: \(tag), text: \(Self.long)}}
      between: {kind: test.text, inputs: {after: first}, parameters: {text: x}}
      last: {kind: test.join, inputs: {parts: {a: first, b: between}}}
    """
  }

  @Test(arguments: StoreDamageTests.Damage.allCases)
  func `what is damaged after it was made is made again before it is used`(
    damage: StoreDamageTests.Damage
  ) throws {
    let tag = Board.tag()
    let root = bench.folder.path("cache/objects")
    let outcome = try run(stages(tag), when: "between") {
      let objects = try FileManager.default.subpathsOfDirectory(atPath: root).filter {
        $0.split(separator: "/").count == 2
      }
      #expect(objects.count == 1)
      for object in objects { try damage.apply(to: "\(root)/\(object)") }
    }
    #expect((outcome.failed, outcome.exitCode) == (0, 0), "\(outcome.reports)")
    #expect(Board.count(tag) == 2)
    #expect(try bench.text(outcome, "last") == "a=\(Self.long);b=x")
    let plan = try Planner(store: Store(at: bench.folder.path("cache"))).plan(
      bench.check(stages(tag)))
    #expect(plan.hits == 3)
  }

  @Test(arguments: ["objects", "packs", "tmp"])
  func `a folder that can no longer be written is a clear error, and nothing is lost`(
    name: String
  ) throws {
    let tag = Board.tag()
    let text = """
      stages:
        kept: {kind: test.text, parameters: {tag: \(tag), text: kept}}
        large: {kind: test.text, inputs: {after: kept}, parameters: {text: \(Self.long)}}
      """
    let (place, aside) = (bench.folder.path("cache/\(name)"), bench.folder.path("aside"))
    let store = bench.store
    var said: String?
    do {
      let outcome = try run(text, when: "kept") {
        try store.flush()
        // Not even root writes into a file's folder.
        try FileManager.default.moveItem(atPath: place, toPath: aside)
        try Data().write(to: URL(fileURLWithPath: place))
      }
      said = outcome.reports.first { $0.stage == "large" }?.error
      #expect(outcome.exitCode == 1 || name == "packs")
    } catch let error as StoreError {
      said = error.message
    }
    #expect(said?.contains("cache/\(name)") == true || name == "packs", "\(said ?? "nothing")")
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.moveItem(atPath: aside, toPath: place)
    let next = try Store(at: bench.folder.path("cache"))
    let outcome = try Runner(
      store: next, catalogue: catalogue, options: RunOptions(jobs: 1, workers: .inProcess)
    ).run(Planner(store: next).plan(bench.check(text)))
    #expect((outcome.status("kept"), outcome.exitCode) == (.hit, 0))
    #expect(Board.count(tag) == 1)
    #expect(try next.verify().findings == [])
  }

  @Test func `a damaged file is made again before it is saved`() throws {
    let tag = Board.tag()
    let text = """
      stages:
        a: {kind: test.text, parameters: {text: \(Self.long)}}
        b: {kind: test.export, inputs: {text: a}, parameters: {tag: \(tag)}, save: {file: out.txt}}
      """
    try bench.run(text)
    let path = bench.folder.path("out.txt")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.long)
    try FileManager.default.removeItem(atPath: path)
    let root = bench.folder.path("cache/objects")
    for object in try FileManager.default.subpathsOfDirectory(atPath: root)
    where object.split(separator: "/").count == 2 {
      try StoreDamageTests.Damage.flipped.apply(to: "\(root)/\(object)")
    }
    let outcome = try bench.run(text)
    #expect(outcome.failed == 0, "\(outcome.reports)")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.long)
    // Once more than it succeeds, as what it reads is damaged, too.
    #expect(Board.count(tag) == 3)
  }
}
