import Foundation
import Pipeline
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct RunnerTests {
  @Test("A second run is all hits, runs nothing and leaves the same digests")
  func hits() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let text = """
      stages:
        a: {kind: test.text, parameters: {tag: \(tag)}}
        b: {kind: test.length, inputs: {text: a}, parameters: {tag: \(tag)}}
        c: {kind: test.join, inputs: {parts: [b.first, a]}, parameters: {tag: \(tag)}}
      """
    let first = try bench.run(text)
    #expect((first.ran, first.exitCode, Board.count(tag)) == (3, 0, 3))
    #expect(try bench.text(first, "c") == "a=a;b.first=a")
    let second = try bench.run(text)
    #expect((second.hits, second.ran, Board.count(tag)) == (3, 0, 3))
    #expect(second.reports.map(\.outputs) == first.reports.map(\.outputs))
  }

  @Test("A changed stage whose output did not change stops the change there")
  func earlyCutOff() throws {
    let bench = try Bench()
    let (changed, after) = (Board.tag(), Board.tag())
    func text(_ letter: String) -> String {
      """
      stages:
        a: {kind: test.text, parameters: {text: \(letter), mode: upper, tag: \(changed)}}
        b: {kind: test.export, inputs: {text: a}, parameters: {tag: \(after)}}
      """
    }
    try bench.run(text("x"))
    #expect(try bench.plan(text("X"))["b"]?.status == .mayRun)
    let outcome = try bench.run(text("X"))
    #expect(outcome.status("a") == .ran)
    #expect(outcome.status("b") == .hit)
    #expect((Board.count(changed), Board.count(after)) == (2, 1))
  }

  @Test("Two stages that do the same thing are computed once")
  func sameKey() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let same = "{kind: test.text, parameters: {tag: \(tag)}}"
    let outcome = try bench.run("stages: {a: \(same), b: \(same), c: \(same)}", jobs: 2)
    #expect((outcome.ran, outcome.hits, Board.count(tag)) == (1, 2, 1))
  }

  @Test("A failure skips what needs it and stops the rest, unless told to keep going")
  func failures() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let text = """
      stages:
        a: {kind: test.text, parameters: {tag: \(tag)}}
        b: {kind: test.export, inputs: {text: a}}
        c: {kind: test.text, parameters: {text: c}}
        d: {kind: test.export, inputs: {text: c}}
      """
    let stopped = try bench.run(text)
    #expect(stopped.exitCode == 1)
    #expect(stopped.status("a") == .failed)
    #expect(stopped.reports.first { $0.stage == "a" }?.error == "face 3: told to fail")
    #expect((stopped.failed, stopped.skipped) == (1, 3))
    let kept = try bench.run(text, keepGoing: true)
    #expect((kept.failed, kept.skipped, kept.ran) == (1, 1, 2))
    #expect(kept.reports.first { $0.stage == "b" }?.error?.contains("needs 'a'") ?? false)
    Board.fail(tag, false)
    let mended = try bench.run(text)
    #expect((mended.hits, mended.ran, mended.failed) == (2, 2, 0))
  }

  @Test("Stages that share a key with one that is never started are skipped with it")
  func followersOfSkipped() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let outcome = try bench.run(
      """
      stages:
        a: {kind: test.text, parameters: {tag: \(tag)}}
        b: {kind: test.text, parameters: {text: b}}
        c: {kind: test.text, parameters: {text: b}}
      """)
    #expect((outcome.failed, outcome.skipped) == (1, 2))
  }

  @Test("A forced stage is computed again; other bits are reported and the first record stands")
  func force() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let text = """
      stages:
        s: {kind: test.seeded, parameters: {tag: \(tag), pure: false}}
        b: {kind: test.export, inputs: {text: s}}
      """
    try bench.run(text)
    let forced = try bench.run(text, forced: ["s"])
    #expect(forced.status("s") == .ran)
    #expect(forced.status("b") == .hit)
    #expect(Board.count(tag) == 2)
    #expect(try bench.text(forced, "s") == "0 1")
    let found = bench.events.list.contains {
      if case .nondeterministic(stage: "s", port: "text", _, _) = $0 { true } else { false }
    }
    #expect(found)
  }

  @Test("Any number of jobs gives the same digests")
  func jobs() throws {
    let lines = (0..<40).map {
      "  s\($0): {kind: test.text, parameters: {text: t\($0 % 30)}"
        + ($0 % 3 == 0 ? "}" : ", inputs: {after: s\($0 - 1)}}")
    }
    let text = "stages:\n" + lines.joined(separator: "\n")
    let outcomes = try [1, 2].map { jobs in
      try Bench().run(text, jobs: jobs)
    }
    let digests = outcomes.map { outcome in
      Dictionary(
        uniqueKeysWithValues: outcome.reports.map { ($0.stage, $0.outputs["text"]?.digest) })
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0].count == 40)
  }

  @Test("A stage that was broken off goes on from its checkpoint, which is dropped at the end")
  func checkpoints() throws {
    let bench = try Bench()
    let tag = Board.tag()
    let text = "stages: {a: {kind: test.checkpoint, parameters: {tag: \(tag)}}}"
    Board.fail(tag)
    #expect(try bench.run(text).failed == 1)
    Board.fail(tag, false)
    let outcome = try bench.run(text)
    #expect(try bench.text(outcome, "a") == "1,2,3")
    #expect(Board.count(tag) == 3)
    let key = try #require(outcome.reports.first?.key)
    #expect(try bench.store.files.loadCheckpoint(for: key) == nil)
  }

  @Test("A damaged artifact is found when it is read and made again in the same run")
  func healing() throws {
    let bench = try Bench()
    let tag = Board.tag()
    var state: UInt64 = 1
    let long = String(
      (0..<600_000).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Character(Unicode.Scalar(UInt8(97 + (state >> 33) % 26)))
      })
    func text(_ more: String) -> String {
      """
      stages:
        a: {kind: test.text, parameters: {tag: \(tag), text: \(long)}}
        b: {kind: test.export, inputs: {text: a}}
        \(more)
      """
    }
    let first = try bench.run(text(""))
    let digest = try #require(first.reports.first { $0.stage == "a" }?.outputs["text"]?.digest)
    try damage(everythingUnder: bench.folder.path("cache/objects"))
    try damage(everythingUnder: bench.folder.path("cache/packs"), onlyLarge: true)
    let second = try bench.run(text("c: {kind: test.length, inputs: {text: a}}"))
    #expect((second.failed, second.status("c")) == (0, .ran))
    #expect(Board.count(tag) == 2)
    #expect(second.reports.first { $0.stage == "a" }?.outputs["text"]?.digest == digest)
    let healed = bench.events.list.contains {
      if case .healed(digest, ["a"]) = $0 { true } else { false }
    }
    #expect(healed)
  }

  private func damage(everythingUnder folder: String, onlyLarge: Bool = false) throws {
    guard let names = FileManager.default.enumerator(atPath: folder) else { return }
    for case let name as String in names {
      let path = "\(folder)/\(name)"
      let kind = try FileManager.default.attributesOfItem(atPath: path)
      guard kind[.type] as? FileAttributeType == .typeRegular else { continue }
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      guard data.count > (onlyLarge ? 100_000 : 0) else { continue }
      data[data.count / 2] ^= 1
      chmod(path, 0o644)
      try data.write(to: URL(fileURLWithPath: path))
    }
  }

  @Test("Saved files are copied after the run and again when they are gone or changed")
  func saves() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {kind: test.text, parameters: {text: hello}}
        b: {kind: test.export, inputs: {text: a}, save: {file: out/b.txt}}
        c: {kind: test.read, inputs: {file: b}}
      """
    func content() -> String? {
      try? String(contentsOfFile: bench.folder.path("out/b.txt"), encoding: .utf8)
    }
    let outcome = try bench.run(text)
    #expect(content() == "hello")
    #expect(try bench.text(outcome, "c")?.hasSuffix(":hello") ?? false)
    try FileManager.default.removeItem(atPath: bench.folder.path("out"))
    #expect(try bench.run(text).hits == 3)
    #expect(content() == "hello")
    try bench.folder.write("out/b.txt", "HELLO")
    try bench.run(text)
    #expect(content() == "hello")
    #expect(
      bench.events.list.count { if case .saved = $0 { true } else { false } } == 3)
    try bench.run(text)
    #expect(
      bench.events.list.count { if case .saved = $0 { true } else { false } } == 3)
  }

  @Test("Cancelling stops running stages, skips the rest and keeps what is finished")
  func cancellation() throws {
    let bench = try Bench()
    let text = """
      stages:
        a: {kind: test.text}
        e: {kind: test.endless}
        z: {kind: test.export, inputs: {text: e}}
      """
    let plan = try bench.plan(text)
    let holder = Holder()
    let runner = Runner(
      store: bench.store, catalogue: catalogue,
      options: RunOptions(jobs: 2, workers: .inProcess),
      onEvent: { event in
        if case .stageFinished(let report) = event, report.stage == "a" { holder.cancel() }
      })
    holder.runner.withLock { $0 = runner }
    let outcome = try runner.run(plan)
    #expect(outcome.wasCancelled)
    #expect(outcome.exitCode == 130)
    #expect(outcome.status("a") == .ran)
    #expect(outcome.status("z") == .skipped)
    #expect([.cancelled, .skipped].contains(outcome.status("e")))
    #expect(try bench.plan(text)["a"]?.status == .hit)
  }

  @Test("The run's record names every stage, how it ended and with which key")
  func records() throws {
    let bench = try Bench()
    let tag = Board.tag()
    Board.fail(tag)
    let outcome = try bench.run(
      """
      stages:
        a: {kind: test.text, parameters: {loud: true}}
        f: {kind: test.text, parameters: {tag: \(tag)}, inputs: {after: a}}
        g: {kind: test.export, inputs: {text: f}}
      """)
    let record = try bench.store.run(outcome.run)
    #expect(record.status == .failed)
    #expect(record.stages.map(\.status) == [.ran, .failed, .skipped])
    #expect(record.stages[0].key == outcome.reports.first?.key)
    #expect(record.stages[1].error == "face 3: told to fail")
    let log = try #require(outcome.reports.first?.log)
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "hello log\n")
  }
}
