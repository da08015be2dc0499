import Foundation
import TestSupport
import Testing

/// Batches whose processes are killed at random; `scripts/soak` does the same for longer.
@Suite(.timeLimit(.minutes(3)), .enabled(if: ProcessList.isShown, "needs /proc"))
struct KillTests {
  private enum Target: CaseIterable {
    case run, worker, everything
  }

  private let folder: TemporaryFolder
  private let program: MeridianProgram

  init() throws {
    folder = try TemporaryFolder()
    program = MeridianProgram(folder: folder.path)
    try folder.write("batch.yml", Pipelines.batch)
  }

  @Test func `killed at random instants, a run completes to the digests of one left alone`()
    throws
  {
    let seed = UInt64.random(in: .min ... .max)
    print("kills: seed \(seed)")
    var random = SeededRandom(seed: seed)
    let undisturbed = try program.run("run", "batch.yml", "--json", "--store", "whole")
    #expect(undisturbed.code == 0, "\(undisturbed)")
    let digests = try Events.digests(undisturbed.output)
    let lines = undisturbed.lines.count
    var (kills, round) = (0, 0)
    // On a busy machine most runs are over before their killer is told of their beginning: then there are more rounds.
    while round < 20 || kills < 6 && round < 60 {
      defer { round += 1 }
      let store = "store-\(round)"
      let running = try program.start(["run", "batch.yml", "--json", "--store", store])
      for _ in 0..<Int.random(in: 0..<lines, using: &random) { _ = running.nextLine() }
      for _ in 0..<Int.random(in: 0..<500, using: &random) { sched_yield() }
      let target = Target.allCases.randomElement(using: &random) ?? .run
      if running.process.isRunning { kills += 1 }
      let workers = ProcessList.workers(of: running)
      if target != .worker { running.send(SIGKILL) }
      for worker in target == .everything ? workers : target == .worker ? workers.suffix(1) : [] {
        kill(worker, SIGKILL)
      }
      _ = try running.wait()
      let after = try program.run("run", "batch.yml", "--json", "--store", store)
      #expect(after.code == 0, "seed \(seed), round \(round), \(target): \(after)")
      #expect(try Events.digests(after.output) == digests, "seed \(seed), round \(round)")
      try StoreCheck.verify(folder.path(store), with: program)
      try FileManager.default.removeItem(atPath: folder.path(store))
    }
    #expect(kills > 1, "nearly all of \(round) runs were over before they could be killed")
  }

  @Test func `training killed after a checkpoint goes on from it to the same model`() throws {
    try folder.write("club.yml", Pipelines.club(epochs: 60_000))
    let running = try program.start(["run", "club.yml", "--json"])
    let before = Set(checkpoints)
    while let line = running.nextLine() {
      if line.contains(#""progress""#), Set(checkpoints) != before { break }
    }
    running.send(SIGKILL)
    try #require(try running.wait().code == -SIGKILL, "training ended before its first checkpoint")
    let saved = try #require(checkpoints.first)
    let outcome = try program.run("run", "club.yml", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    let events = try Events.all(outcome.output)
    let epochs = events.compactMap { $0["epoch"] as? Int }
    #expect((epochs.first ?? 0) > 100, "began again at the start")
    #expect(!checkpoints.contains(saved), "the checkpoint is dropped once the result is stored")
    let undisturbed = try program.run("run", "club.yml", "--json", "--store", "other")
    #expect(try Events.digests(outcome.output) == Events.digests(undisturbed.output))
  }

  private var checkpoints: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path("cache/checkpoints"))) ?? []
  }

  @Test func `a killed worker takes down its item alone, and the next run tries only that`() throws
  {
    let items = ["a", "b", "c"]
    let gates = try items.map { try Gate(folder.path("gate-\($0)")) }
    try folder.write("items.yml", Pipelines.gatedItems(items, by: folder.path("gate-")))
    let running = try program.start(["run", "items.yml", "--json", "--jobs", "3"])
    var started = 0
    while started < 3, running.line(where: { $0.contains(#""stage-started""#) }) != nil {
      started += 1
    }
    let worker = try #require(ProcessList.workers(of: running).first)
    kill(worker, SIGKILL)
    let failure = try #require(running.line { $0.contains(#""failed""#) })
    #expect(failure.contains("its worker was killed (signal 9"), "\(failure)")
    for gate in gates { gate.open() }
    let outcome = try running.wait()
    #expect(outcome.code == 1, "\(outcome)")
    let statuses = try Events.statuses(outcome.output)
    #expect(statuses.values.sorted() == ["failed", "ran", "ran"], "\(outcome)")
    let again = try program.run("run", "items.yml", "--json")
    #expect(again.code == 0, "\(again)")
    #expect(try Events.statuses(again.output).values.sorted() == ["hit", "hit", "ran"])
  }

  @Test func `time and memory of a real worker are limited`() throws {
    try folder.write(
      "limits.yml",
      """
      stages:
        slow:
          foreach: [x]
          kind: command
          timeout: 200ms
          parameters:
            run: 'sh -c "echo still at it >&2; exec tail -f /dev/null"'
            outputs: {out: never}
        large:
          foreach: [x]
          kind: command
          resources: {memory: 200MB}
          parameters:
            run: 'sh -c "echo about to grow >&2; sleep 1; dd bs=400M count=1 if=/dev/zero | tail -f /dev/null"'
            outputs: {out: never}
        good:
          kind: make.graph
          parameters: {model: karate_club}
      """)
    let outcome = try program.run("run", "limits.yml", "--json", "--jobs", "3", "--memory", "8GB")
    #expect(outcome.code == 1)
    let slow = try Events.end(of: "slow[x]", outcome.output)
    #expect((slow?["error"] as? String)?.contains("longer than the 0.2 s it may") == true)
    #expect((slow?["error"] as? String)?.contains("\n  | still at it") == true, "\(slow ?? [:])")
    let large = try Events.end(of: "large[x]", outcome.output)
    #expect((large?["error"] as? String)?.contains("more than the 200 MB it may") == true)
    #expect((large?["error"] as? String)?.contains("\n  | about to grow") == true)
    #expect(try Events.statuses(outcome.output)["good"] == "ran", "\(outcome)")
  }

  /// A named pipe from which a line can be read once it is open.
  private struct Gate {
    private let path: String

    init(_ path: String) throws {
      self.path = path
      try #require(mkfifo(path, 0o600) == 0)
    }

    /// Lets everybody who waits, or comes, read a line.
    func open() {
      // A writer that reads, too, never waits for another; it stays for those who come later.
      let descriptor = Foundation.open(path, O_RDWR)
      _ = write(descriptor, "go\ngo\ngo\n", 9)
    }
  }
}
