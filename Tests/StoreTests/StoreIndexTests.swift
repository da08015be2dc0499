import Foundation
import Store
import TestSupport
import Testing

@Suite struct StoreIndexTests {
  /// A closed store with a packed and a large artifact, and a run.
  private func example(_ root: String) throws -> [ArtifactReference] {
    let store = try Store(at: root)
    let noise = (0..<90_000).map { Digest.of(text: "\($0)").bytes[0] }
    let writer = try store.files.makeWriter(type: exampleType)
    try writer.write("noise", noise)
    let made = [try store.files.write([ExampleArray("a", .int8, [9])]), try writer.finish()]
    #expect(made[1].location == .object)
    try store.record(exampleResult(key: "k", outputs: made))
    try store.recordRun(RunRecord(pipeline: "p", file: "p.yml", status: .finished))
    try store.flush()
    return made
  }

  private func checkAll(_ store: Store, _ made: [ArtifactReference]) throws {
    let found = try #require(try store.result(for: Digest.of(text: "k")))
    #expect(found.outputs.map(\.artifact) == made)
    #expect(Set(try store.artifacts().map(\.reference)) == Set(made))
    #expect(try store.runs().map(\.pipeline) == ["p"])
  }

  @Test func aDeletedIndexIsRebuiltFromFiles() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    for name in try FileManager.default.contentsOfDirectory(atPath: root)
    where name.hasPrefix("index.sqlite") {
      try remove("\(root)/\(name)")
    }
    try checkAll(try Store(at: root), made)
  }

  @Test(arguments: ["", "garbage", String(repeating: "SQLite format 3\0garbage", count: 1000)])
  func aGarbageIndexIsRebuiltFromFiles(content: String) throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    try overwrite("\(root)/index.sqlite", Array(content.utf8))
    try checkAll(try Store(at: root), made)
  }

  @Test func anIndexDamagedInTheMiddleIsRebuilt() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    var content = try bytes(of: "\(root)/index.sqlite")
    for place in 4096..<content.count { content[place] = 0xa5 }
    try overwrite("\(root)/index.sqlite", content)
    try checkAll(try Store(at: root), made)
  }

  @Test func anIndexDeletedUnderALivingStoreHarmsNothing() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    let store = try Store(at: root)
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
      try? remove("\(root)/\(name)")
    }
    let more = exampleResult(key: "more", outputs: [])
    try store.record(more)
    try store.flush()
    try checkAll(store, made)
    let next = try Store(at: root)
    try checkAll(next, made)
    #expect(try next.result(for: more.key) == more)
  }

  @Test func anIndexReplacedByAFolderIsRebuilt() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
      try? remove("\(root)/\(name)")
    }
    try folder.write("store/index.sqlite/file", "in the way")
    try checkAll(try Store(at: root), made)
  }

  @Test func rebuildingChangesNothing() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    let store = try Store(at: root)
    try store.rebuildIndex()
    try checkAll(store, made)
  }

  @Test func aPackThatIsGoneTakesItsResultsWithIt() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let made = try example(root)
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/packs") {
      try remove("\(root)/packs/\(name)")
    }
    let store = try Store(at: root)
    #expect(try store.result(for: Digest.of(text: "k")) == nil)
    #expect(try store.reference(for: made[0].digest) == nil)
  }
}
