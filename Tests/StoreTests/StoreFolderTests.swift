import Foundation
import GRDB
import Store
import TestSupport
import Testing

@Suite struct StoreFolderTests {
  @Test func aStoreIsRecognizedByItsMark() throws {
    let folder = try TemporaryFolder()
    #expect(!Store.isStore(at: folder.path("store")))
    _ = try Store(at: folder.path("store"))
    #expect(Store.isStore(at: folder.path("store")))
    #expect(!Store.isStore(at: folder.path))
  }

  @Test func aNewerStoreIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("store/store.json", #"{"format": "meridian-store", "version": 999}"#)
    let error = #expect(throws: StoreError.self) { try Store(at: folder.path("store")) }
    #expect(error?.code == .newerFormat)
    try folder.write("other/store.json", "[]")
    let other = #expect(throws: StoreError.self) { try Store(at: folder.path("other")) }
    #expect(other?.code == .notAStore)
  }

  @Test func noStoreIsMadeAmongOtherFiles() throws {
    let folder = try TemporaryFolder()
    try folder.write("work/notes.txt", "mine")
    try folder.write("work/.gitignore", "*")
    let error = #expect(throws: StoreError.self) { try Store(at: folder.path("work")) }
    #expect(error?.code == .notAStore)
    #expect(error?.message.contains("holds other files (notes.txt)") == true)
    #expect(!folder.contains("work/objects"))
    // Hidden files may be there, and what a store was before it lost its mark.
    try folder.write("hidden/.gitignore", "*")
    _ = try Store(at: folder.path("hidden"))
    try FileManager.default.removeItem(atPath: folder.path("hidden/store.json"))
    _ = try Store(at: folder.path("hidden"))
    #expect(Store.isStore(at: folder.path("hidden")))
  }

  @Test func aStoreIsLookedAtWithoutWritingInIt() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let written: ArtifactReference
    do {
      let store = try Store(at: root)
      written = try store.files.write([ExampleArray("a", .float64, [40])])
      try store.recordRun(RunRecord(pipeline: "p", file: "p.yml", status: .finished))
    }
    try FileManager.default.removeItem(atPath: "\(root)/index.sqlite")
    let before = try FileManager.default.subpathsOfDirectory(atPath: root).sorted()

    var options = StoreOptions()
    options.isReadOnly = true
    let store = try Store(at: root, options: options)
    #expect(try store.resolve(prefix: written.digest.short).digest == written.digest)
    #expect(try store.files.open(written).read("a").count == 320)
    #expect(try store.runs().map(\.pipeline) == ["p"])
    #expect(try FileManager.default.subpathsOfDirectory(atPath: root).sorted() == before)
    let missing = #expect(throws: StoreError.self) {
      try Store(at: folder.path("none"), options: options)
    }
    #expect(missing?.code == .notAStore)
    #expect(!folder.contains("none"))
  }

  @Test func aRunWhoseProcessIsGoneWasInterrupted() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let run = RunRecord(pipeline: "p", file: "p.yml")
    let lock = try #require(try store.holdRun(run.id))
    try store.recordRun(run)
    #expect(try store.runs().map(\.status) == [.running])
    #expect(try store.run(run.id).status == .running)
    lock.release()
    #expect(try store.runs().map(\.status) == [.interrupted])
    #expect(try store.run(run.id).status == .interrupted)
  }

  @Test func aScratchFolderLastsAsLongAsItsOwner() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    try folder.write("store/tmp/of-a-killed-process.folder/file", "left")
    var scratch: ScratchFolder? = try store.files.makeScratchFolder()
    let path = try #require(scratch?.path)
    _ = try Store(at: folder.path("store"))
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(!folder.contains("store/tmp/of-a-killed-process.folder"))
    scratch = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aFolderThatCannotBeMadeIsOneClearError() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "not a folder")
    let path = folder.path("file/store")
    let error = #expect(throws: StoreError.self) { try Store(at: path) }
    #expect(error?.code == .notWritable)
    #expect(error?.message.contains(path) == true && error?.message.contains("--store") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root writes to read-only folders"), arguments: [true, false])
  func aReadOnlyFolderIsOneClearError(isStore: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store")
    if isStore { _ = try Store(at: path) } else { try folder.write("store/x", "") }
    chmod(path, 0o555)
    defer { chmod(path, 0o755) }
    let error = #expect(throws: StoreError.self) { try Store(at: path) }
    #expect(error?.code == .notWritable)
  }

  @Test func whatDeadWritersLeftIsCollected() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var options = StoreOptions()
    options.packedBytes = 0
    let store = try Store(at: root, options: options)
    try folder.write("store/tmp/dead.part", "left")
    let living = try store.files.makeWriter(type: exampleType)
    try living.write("a", [1.5])
    _ = try Store(at: root)
    #expect(!folder.contains("store/tmp/dead.part"))
    try store.files.open(try living.finish()).verify()
  }

  @Test func checkpointsAndLogsHaveTheirPlaces() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let key = Digest.of(text: "k")
    #expect(try files.loadCheckpoint(for: key) == nil)
    try files.saveCheckpoint([1, 2, 3], for: key)
    try files.saveCheckpoint([4, 5], for: key)
    #expect(try files.loadCheckpoint(for: key) == [4, 5])
    let path = "\(files.root)/checkpoints/\(key.hex)"
    var content = try bytes(of: path)
    content[content.count - 1] ^= 1
    try overwrite(path, content)
    #expect(try files.loadCheckpoint(for: key) == nil)
    try files.dropCheckpoint(for: key)
    #expect(!FileManager.default.fileExists(atPath: path))

    let log = try files.logPath(run: "r", stage: "../../etc", item: "a/b é")
    #expect(log.hasPrefix("\(files.root)/logs/r/%2E.%2F"))
    try overwrite(log, [])
  }

  @Test func fileHashesFollowTheBytes() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let (a, b) = (try folder.write("a", "one"), try folder.write("b", "two"))
    let first = try store.fileDigests(of: [a, b, a])
    #expect(first.map(\.digest) == ["one", "two", "one"].map { Digest.of(text: $0) })
    #expect(first.map(\.bytes) == [3, 3, 3])
    // Within two seconds and of the same size: the hash just taken must not be trusted.
    try folder.write("a", "six")
    #expect(try store.fileDigests(of: [a]).map(\.digest) == [Digest.of(text: "six")])
    let error = #expect(throws: StoreError.self) { try store.fileDigests(of: [folder.path("no")]) }
    #expect(error?.code == .missing)
  }

  @Test func anOldFilesHashIsRemembered() throws {
    let folder = try TemporaryFolder()
    // A file of the system, changed long ago.
    let old = "/etc/passwd"
    do {
      let store = try Store(at: folder.path("store"))
      #expect(try store.fileDigests(of: [old]).map(\.digest) == [Digest.of(try bytes(of: old))])
    }
    // Only who does not read the file again believes the index's lie.
    let lie = Digest.of(text: "lie")
    try DatabaseQueue(path: folder.path("store/index.sqlite")).write {
      try $0.execute(sql: "UPDATE files SET digest = ?", arguments: [Data(lie.bytes)])
    }
    let store = try Store(at: folder.path("store"))
    #expect(try store.fileDigests(of: [old]).map(\.digest) == [lie])
    try DatabaseQueue(path: folder.path("store/index.sqlite")).write {
      try $0.execute(sql: "UPDATE files SET changed = changed + 1")
    }
    #expect(try store.fileDigests(of: [old]).map(\.digest) == [Digest.of(try bytes(of: old))])
  }

  @Test func aKeysLockKeepsOthersOutUntilReleased() async throws {
    let folder = try TemporaryFolder()
    let (one, two) = (try Store(at: folder.path("store")), try Store(at: folder.path("store")))
    let key = Digest.of(text: "k")
    let held = try #require(try one.tryLock(key))
    #expect(try two.tryLock(key) == nil)
    #expect(try one.tryLock(key) == nil)
    #expect(try two.tryLock(Digest.of(text: "other")) != nil)
    async let waited = Task.detached { try two.lock(key) }.value
    held.release()
    try await waited.release()
    #expect(try one.tryLock(key) != nil)
    #expect(try fileCount("\(one.root)/tmp/locks") <= 1)
  }

  @Test func openingAStoreTakesNoFileThatIsBeingWritten() async throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let store = try Store(at: root)
    let key = Digest.of(text: "training")
    let state = [UInt8](repeating: 7, count: 100_000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { for _ in 0..<200 { _ = try Store(at: root) } }
      group.addTask { for _ in 0..<100 { try store.files.saveCheckpoint(state, for: key) } }
      try await group.waitForAll()
    }
    #expect(try store.files.loadCheckpoint(for: key) == state)
  }

  @Test func runsAreListedNewestFirst() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    var stage = RunStage(stage: "s", kind: "k", status: .ran, seconds: 0.5)
    stage.metrics = ["accuracy": 0.75]
    stage.outputs = ["out": Digest.of(text: "x")]
    let old = RunRecord(id: "20250101-000000-000001", pipeline: "p", file: "p.yml", stages: [stage])
    var new = RunRecord(id: "20250102-000000-000002", pipeline: "p", file: "p.yml")
    let held = try [old, new].map { try store.holdRun($0.id) }
    defer { withExtendedLifetime(held) {} }
    try store.recordRun(old)
    try store.recordRun(new)
    #expect(try store.runs().map(\.status) == [.running, .running])
    new.status = .failed
    new.finished = new.started + 1_500_000_000
    try store.recordRun(new)
    #expect(try store.runs() == [new.summary, old.summary])
    #expect(try store.runs(limit: 1).map(\.seconds) == [1.5])
    #expect(try store.run("20250101") == old)
    #expect(#expect(throws: StoreError.self) { try store.run("2025") }?.code == .ambiguousPrefix)
    #expect(#expect(throws: StoreError.self) { try store.run("2024") }?.code == .unknownDigest)
    #expect(throws: StoreError.self) {
      try store.recordRun(RunRecord(id: "../x", pipeline: "", file: ""))
    }
    #expect(old.summary.ran == 1)
  }
}
