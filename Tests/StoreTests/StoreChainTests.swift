import Foundation
import Store
import Synchronization
import TestSupport
import Testing

/// A store in front of others that are only read.
@Suite struct StoreChainTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()

  private final class Warnings: Sendable {
    private let all = Mutex<[String]>([])
    var list: [String] { all.withLock { $0 } }
    func add(_ text: String) { all.withLock { $0.append(text) } }
  }

  init() throws { folder = try TemporaryFolder() }

  /// Packs what is smaller than 1,000 bytes, so that the examples have both kinds of artifact.
  private var options: StoreOptions {
    var options = StoreOptions()
    options.packedBytes = 1000
    return options
  }

  private let small = ExampleArray("a", .float64, [9])
  private let large = ExampleArray("b", .float64, [1, 30_011])

  /// A store with the result of `key`, a small and a large artifact.
  @discardableResult
  private func fill(
    _ name: String, key: String = "k", created: Int64 = 17
  ) throws -> (small: ArtifactReference, large: ArtifactReference) {
    let store = try Store(at: folder.path(name), options: options)
    let made = (try store.files.write([small]), try store.files.write([large]))
    try store.record(exampleResult(key: key, outputs: [made.0, made.1], created: created))
    try store.flush()
    return made
  }

  private func chain(_ names: [String], first: String = "own") throws -> Store {
    let warnings = warnings
    return try Store(
      at: folder.path(first), behind: names.map { folder.path($0) }, options: options,
      onWarning: { warnings.add($0) })
  }

  private func contents(_ name: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path(name)) {
      files[path] = try? Data(contentsOf: URL(fileURLWithPath: folder.path("\(name)/\(path)")))
    }
    return files
  }

  private func flipOneBit(_ path: String, at place: Int) throws {
    var content = try bytes(of: path)
    content[place] ^= 1
    try overwrite(path, content)
  }

  private let key = Digest.of(text: "k")

  @Test func `a miss falls through, and the hit stands in the first store with its whole record`()
    throws
  {
    let made = try fill("team")
    #expect(made.large.location == .object && made.small.location != .object)
    let found = try #require(try chain(["team"]).result(for: key))
    let original = try #require(
      try Store(at: folder.path("team"), options: options).result(for: key))
    #expect(found.outputs.map(\.artifact.digest) == original.outputs.map(\.artifact.digest))
    #expect(found.created == 17 && found.stage == original.stage && found.run == original.run)
    #expect(found.inputs == original.inputs && found.cost == original.cost)
    #expect(warnings.list == [])

    // On its own from now on.
    try remove(folder.path("team"))
    let alone = try Store(at: folder.path("own"))
    #expect(try alone.result(for: key) == found)
    let reader = try alone.files.open(found.outputs[1].artifact)
    #expect(try reader.read("b") == large.bytes)
    #expect(try alone.files.open(found.outputs[0].artifact).read("a") == small.bytes)
    try alone.rebuildIndex()
    #expect(try alone.result(for: key) == found)
  }

  @Test func `large artifacts are linked where that is possible and copied where not`() throws {
    func inode(_ path: String) throws -> (device: Int, number: Int) {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return (
        try #require(attributes[.systemNumber] as? Int),
        try #require(attributes[.systemFileNumber] as? Int)
      )
    }
    let made = try fill("team")
    let path = try Store(at: folder.path("team")).files.place(made.large).path
    let own = try chain(["team"])
    let adopted = try #require(try own.result(for: key)).outputs[1].artifact
    #expect(try inode(own.files.place(adopted).path) == inode(path))

    let memory = "/dev/shm"
    guard FileManager.default.isWritableFile(atPath: memory),
      try inode(memory).device != inode(folder.path).device
    else { return }
    let elsewhere = "\(memory)/meridian-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: elsewhere) }
    let other = try Store(at: elsewhere, behind: [folder.path("team")], options: options)
    let copied = try #require(try other.result(for: key)).outputs[1].artifact
    #expect(try other.files.open(copied).read("b") == large.bytes)
    #expect(try inode(other.files.place(copied).path).device != inode(path).device)
  }

  @Test func `stores are asked in their order, and one's own result is not asked for`() throws {
    try fill("first", created: 30)
    try fill("second", created: 20)
    #expect(try chain(["first", "second"]).result(for: key)?.created == 30)
    #expect(try chain(["second", "first"], first: "other").result(for: key)?.created == 20)
    try fill("mine", created: 40)
    #expect(try chain(["first"], first: "mine").result(for: key)?.created == 40)
    #expect(try chain(["first"]).lookup(keys: [Digest.of(text: "none")]).isEmpty)
  }

  @Test(arguments: ["large", "small"])
  func `a damaged artifact is refused with one warning, and the next store is asked`(which: String)
    throws
  {
    let made = try fill("bad")
    try fill("good", created: 99)
    let place = try Store(at: folder.path("bad")).files.place(
      which == "large" ? made.large : made.small)
    try flipOneBit(place.path, at: place.range.lowerBound + 40)

    let alone = try chain(["bad"])
    #expect(try alone.result(for: key) == nil)
    #expect(try alone.result(for: key) == nil)
    #expect(warnings.list.count == 1)
    #expect(warnings.list[0].contains(folder.path("bad")), "\(warnings.list)")
    #expect(warnings.list[0].contains("damaged"))
    #expect(try alone.runs().isEmpty)

    let found = try #require(try chain(["bad", "good"], first: "second").result(for: key))
    #expect(found.created == 99)
  }

  @Test func `an artifact that is gone is a miss, and one that is here already is not read`() throws
  {
    let made = try fill("team")
    let path = try Store(at: folder.path("team")).files.place(made.large).path
    // The same content, made here before.
    let own = try chain(["team"], first: "other")
    let mine = try own.files.write([large])
    try own.record(exampleResult(key: "mine", outputs: [mine]))
    try own.flush()
    try remove(path)
    #expect(try own.result(for: key)?.outputs[1].artifact == mine)
    #expect(warnings.list == [])

    #expect(try chain(["team"]).result(for: key) == nil)
    #expect(warnings.list.count == 1)
  }

  @Test func `stores that are absent or none do no harm`() throws {
    try fill("team")
    try folder.write("none/some.txt", "text")
    try folder.write("newer/store.json", #"{"format": "meridian-store", "version": 999}"#)
    let store = try chain(["absent", "none", "newer", "team"])
    #expect(try store.result(for: key) != nil)
    #expect(warnings.list.count == 3)
    #expect(store.chain == [folder.path("own"), folder.path("team")])
    #expect(!folder.contains("absent"))
  }

  @Test func `nothing is written into the stores behind`() throws {
    try fill("team")
    try remove(folder.path("team/index.sqlite"))
    let before = try contents("team")
    let store = try chain(["team"])
    #expect(try store.result(for: key) != nil)
    #expect(try store.result(for: Digest.of(text: "none")) == nil)
    #expect(try store.artifacts().count == 2)
    let reference = try #require(try store.result(for: key)).outputs[1].artifact
    try store.forgetResults(naming: reference.digest)
    #expect(try contents("team") == before)
  }

  @Test func `what is only looked at stays where it is`() throws {
    let made = try fill("team")
    let own = try fill("own", key: "mine", created: 5)
    let more = try Store(at: folder.path("team"), options: options)
    let other = try more.files.write([ExampleArray("c", .int32, [5])])
    try more.record(exampleResult(key: "c", outputs: [other], created: 50))
    try more.flush()
    let before = [try contents("own/objects"), try contents("own/packs")]

    let store = try Store.openForReading(at: folder.path("own"), behind: [folder.path("team")])
    #expect(try store.result(for: Digest.of(text: "c"))?.created == 50)
    #expect(try store.files.open(other).read("c").count == 20)
    #expect(try store.resolve(prefix: other.digest.short).digest == other.digest)
    #expect(try store.reference(for: other.digest) == other)
    #expect(try store.producers(of: other.digest).map(\.key) == [Digest.of(text: "c")])
    #expect(Set(try store.producers(of: own.large.digest).map(\.created)) == [5, 17])
    let listed = try store.artifacts()
    #expect(
      listed.map(\.reference.digest)
        == [other.digest] + [own.small.digest, own.large.digest].sorted())
    #expect(
      listed.map(\.store) == [folder.path("team")] + Array(repeating: folder.path("own"), count: 2))
    #expect(try store.artifacts(matching: ArtifactFilter(limit: 1)).count == 1)
    #expect(made.large.digest == own.large.digest)
    #expect([try contents("own/objects"), try contents("own/packs")] == before)
  }

  @Test func `a copy that is damaged here is brought over again`() throws {
    let made = try fill("team")
    let store = try chain(["team"])
    let adopted = try #require(try store.result(for: key)).outputs[0].artifact
    let place = store.files.place(adopted)
    try flipOneBit(place.path, at: place.range.lowerBound + 40)
    #expect(throws: StoreError.self) { try store.files.open(adopted).verify() }
    #expect(try store.forgetResults(naming: adopted.digest) == [key])
    let again = try #require(try store.result(for: key)).outputs[0].artifact
    #expect(try store.files.open(again).read("a") == small.bytes)
    #expect(again.digest == made.small.digest)
  }

  @Test func `another store at the same path is not taken for the one before`() throws {
    try fill("team")
    #expect(try chain(["team"]).result(for: key) != nil)
    try remove(folder.path("team"))
    try fill("team", key: "other")
    let store = try chain(["team"], first: "new")
    #expect(try store.result(for: key) == nil)
    #expect(try store.result(for: Digest.of(text: "other")) != nil)
    #expect(warnings.list == [])
  }

  @Test func `many processes may bring the same over at once`() throws {
    for index in 0..<40 { try fill("team", key: "k\(index)") }
    let keys = (0..<40).map { Digest.of(text: "k\($0)") }
    let stores = try (0..<4).map { _ in try chain(["team"]) }
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      if (try? stores[index].lookup(keys: keys).count) != 40 { failures.withLock { $0 += 1 } }
    }
    #expect(failures.withLock { $0 } == 0)
    let last = try Store(at: folder.path("own"))
    try last.rebuildIndex()
    for result in try last.lookup(keys: keys).values {
      for output in result.outputs { try last.files.open(output.artifact).verify() }
    }
    #expect(try last.lookup(keys: keys).count == 40)
  }
}
