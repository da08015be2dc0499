import Foundation
import Store
import TestSupport
import Testing

@Suite struct LeftoverTests {
  private let day = 86_400.0

  private func age(_ path: String, days: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -days * day)], ofItemAtPath: path)
  }

  @Test func whatDeadProcessesLeftGoes() throws {
    let shop = try Workshop()
    let store = try shop.open()
    let living = try store.files.makeScratchFolder()
    try shop.folder.write("store/tmp/dead.part", "left")
    try shop.folder.write("store/tmp/dead.folder/file", "left")
    try shop.folder.write("store/tmp/old.damaged", "left")
    try shop.folder.write("store/tmp/locks/dead.lock", "")
    let lock = try #require(try store.tryLock(Digest.of(text: "k")))
    let report = try store.collect(CollectionCriteria(age: 1000 * day))
    #expect(report.removed[.temporary]?.count == 4)
    for name in ["dead.part", "dead.folder", "old.damaged", "locks/dead.lock"] {
      #expect(!shop.folder.contains("store/tmp/\(name)"))
    }
    #expect(FileManager.default.fileExists(atPath: living.path))
    #expect(try shop.open().tryLock(lock.key) == nil)
  }

  @Test func checkpointsGoWithTheirResultOrWithAge() throws {
    var shop = try Workshop()
    try shop.make("done")
    let store = try shop.open()
    for name in ["done", "broken", "old", "running"] {
      try store.files.saveCheckpoint([1], for: shop.key(name))
    }
    for name in ["old", "running"] {
      try age("\(shop.root)/checkpoints/\(shop.key(name).hex)", days: 40)
    }
    let running = try #require(try store.tryLock(shop.key("running")))
    let report = try store.collect(CollectionCriteria(age: 30 * day))
    #expect(report.removed[.checkpoints]?.count == 2)
    #expect(try store.files.loadCheckpoint(for: shop.key("done")) == nil)
    #expect(try store.files.loadCheckpoint(for: shop.key("broken")) == [1])
    #expect(try store.files.loadCheckpoint(for: shop.key("old")) == nil)
    #expect(try store.files.loadCheckpoint(for: shop.key("running")) == [1])
    running.release()
  }

  @Test func oldRunsGoWithTheirLogs() throws {
    let shop = try Workshop()
    let store = try shop.open()
    for (name, days) in [("old", 40.0), ("young", 1), ("live", 40)] {
      let id = "20250101-000000-\(name)"
      var run = RunRecord(id: id, pipeline: name, file: "p.yml", status: .finished)
      if name == "live" { run.status = .running }
      try store.recordRun(run)
      try overwrite(try store.files.logPath(run: id, stage: "s"), Array("printed".utf8))
      try age("\(shop.root)/runs/\(id).json", days: days)
    }
    let orphan = try store.files.logPath(run: "20240101-000000-gone", stage: "s")
    try overwrite(orphan, [1])
    let live = try #require(try store.holdRun("20250101-000000-live"))
    let report = try store.collect(CollectionCriteria(age: 30 * day))
    #expect(report.removed[.runs]?.count == 1)
    #expect(report.removed[.logs]?.count == 2)
    #expect(Set(try store.runs().map(\.pipeline)) == ["young", "live"])
    let logs = try FileManager.default.contentsOfDirectory(atPath: "\(shop.root)/logs").sorted()
    #expect(logs == ["20250101-000000-live", "20250101-000000-young"])
    live.release()
  }

  @Test func whatWasQuarantinedGoesWithAge() throws {
    let shop = try Workshop()
    try shop.folder.write("store/quarantine/old", "bad")
    try shop.folder.write("store/quarantine/new", "bad")
    try age(shop.folder.path("store/quarantine/old"), days: 40)
    _ = try shop.open().collect(CollectionCriteria(age: 30 * day))
    #expect(!shop.folder.contains("store/quarantine/old"))
    #expect(shop.folder.contains("store/quarantine/new"))
  }
}
