import Foundation
import Pipeline
import Store
import TestSupport
import Testing

/// Stores that are damaged between runs and under a run: the right result, or a clear error.
@Suite struct StoreDamageTests {
  /// What happens to a file.
  enum Damage: CaseIterable {
    case truncated, emptied, flipped, garbage, folder, gone

    func apply(to path: String) throws {
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      switch self {
      case .truncated: data.removeLast(data.count / 3)
      case .emptied: data = Data()
      case .flipped: data[data.count / 2] ^= 16
      case .garbage: data = Data(data.indices.map { UInt8(truncatingIfNeeded: 1 + $0 * $0 / 7) })
      case .folder, .gone:
        try FileManager.default.removeItem(atPath: path)
        if self == .folder {
          try FileManager.default.createDirectory(
            atPath: "\(path)/inside", withIntermediateDirectories: true)
        }
        return
      }
      chmod(path, 0o644)
      try data.write(to: URL(fileURLWithPath: path))
    }
  }

  private func pipeline(_ tag: String, more: String = "") -> String {
    """
    stages:
      a: {kind: test.text, parameters: {tag: \(tag), text: \(Self.long)}}
      b: {kind: test.export, inputs: {text: a}}
      \(more)
    """
  }

  /// A text that does not compress below what a pack takes.
  private static let long: String = {
    var state: UInt64 = 1
    return String(
      (0..<600_000).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Character(Unicode.Scalar(UInt8(97 + (state >> 33) % 26)))
      })
  }()

  private func objects(_ bench: Bench) throws -> [String] {
    let root = bench.folder.path("cache/objects")
    return try FileManager.default.subpathsOfDirectory(atPath: root).filter {
      $0.split(separator: "/").count == 2
    }.map { "\(root)/\($0)" }
  }

  @Test(arguments: Damage.allCases)
  func `a damaged object is made again in the run that reads it`(damage: Damage) throws {
    let bench = try Bench()
    let tag = Board.tag()
    let first = try bench.run(pipeline(tag))
    for path in try objects(bench) { try damage.apply(to: path) }
    let second = try bench.run(
      pipeline(tag, more: "c: {kind: test.length, inputs: {text: a}}"))
    #expect((second.failed, second.status("c")) == (0, .ran), "\(second.reports)")
    #expect(Board.count(tag) == 2)
    let digest = try #require(first.reports.first { $0.stage == "a" }?.outputs["text"]?.digest)
    #expect(second.reports.first { $0.stage == "a" }?.outputs["text"]?.digest == digest)
    #expect(try bench.text(second, "c", "length") == "600000")
    let made = try #require(try bench.store.reference(for: digest))
    try bench.store.files.open(made).verify()
  }

  @Test(arguments: Damage.allCases)
  func `an index damaged under a run costs no result`(damage: Damage) throws {
    let bench = try Bench()
    let tag = Board.tag()
    let stages = (0..<30).map {
      "  s\($0): {kind: test.text, parameters: {tag: \(tag), text: t\($0)}"
        + ($0 == 0 ? "}" : ", inputs: {after: s\($0 - 1)}}")
    }
    let text = "stages:\n" + stages.joined(separator: "\n")
    let index = bench.folder.path("cache/index.sqlite")
    let events = bench.events
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 1, workers: .inProcess),
      onEvent: { event in
        events.add(event)
        if case .stageFinished(let report) = event, report.stage == "s10" || report.stage == "s20" {
          try? damage.apply(to: index)
        }
      })
    let outcome = try runner.run(bench.plan(text))
    #expect((outcome.ran, outcome.failed) == (30, 0))
    #expect(Board.count(tag) == 30)
    // Whoever opens the store next finds every result.
    let next = try Store(at: bench.folder.path("cache"))
    let again = try Planner(store: next).plan(bench.check(text))
    #expect(again.hits == 30)
  }

  @Test(arguments: Damage.allCases)
  func `a damaged pack loses what it held and nothing wrong comes of it`(damage: Damage) throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {foreach: [p, q, r, s, t, u], kind: test.text, parameters: {text: "${item}"}}
        all: {kind: test.join, inputs: {parts: a}}
      """
    let first = try bench.run(text)
    let whole = try bench.text(first, "all")
    let packs = bench.folder.path("cache/packs")
    for name in try FileManager.default.contentsOfDirectory(atPath: packs) {
      try damage.apply(to: "\(packs)/\(name)")
    }
    // A new process, with nothing in its memory.
    let store = try Store(at: bench.folder.path("cache"))
    let runner = Runner(
      store: store, catalogue: catalogue, options: RunOptions(jobs: 1, workers: .inProcess))
    let second = try runner.run(
      Planner(store: store).plan(
        bench.check(text + "\n  more: {kind: test.join, inputs: {parts: [all]}}")))
    #expect((second.failed, second.exitCode) == (0, 0), "\(second.reports)")
    let all = try #require(second.reports.first { $0.stage == "all" }?.outputs["text"])
    #expect(try store.files.open(all).readText("text") == whole)
    #expect(first.reports.first { $0.stage == "all" }?.outputs["text"]?.digest == all.digest)
  }

  @Test func `a gather over many damaged items has each of them made again`() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {foreach: [p, q, r, s, t, u], kind: test.text, parameters: {text: "${item}"}}
        all: {kind: test.join, inputs: {parts: a}}
      """
    let first = try bench.run(text)
    for report in first.reports where report.template == "a" {
      guard case .pack(let name, let offset, let length)? = report.outputs["text"]?.location else {
        continue
      }
      let path = bench.folder.path("cache/packs/\(name)")
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try file.seek(toOffset: UInt64(offset + length / 2))
      try file.write(contentsOf: Data([0xFF, 0x00, 0xFF]))
      try file.close()
    }
    let second = try bench.run(
      text + "\n  more: {kind: test.join, inputs: {parts: a}, parameters: {tag: again}}")
    #expect((second.failed, second.status("more")) == (0, .ran), "\(second.reports)")
    #expect(try bench.text(second, "more") == "p=p;q=q;r=r;s=s;t=t;u=u")
    let healed = bench.events.list.count { if case .healed = $0 { true } else { false } }
    #expect(healed == 6)
  }
}
