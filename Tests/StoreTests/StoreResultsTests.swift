import Foundation
import Store
import TestSupport
import Testing

@Suite struct StoreResultsTests {
  @Test func aResultIsFoundAtOnceAndByTheNextProcess() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let result: StageResult
    do {
      let store = try Store(at: root)
      let made = try store.files.write([ExampleArray("a", .float32, [3])])
      result = exampleResult(key: "k", outputs: [made])
      #expect(try store.result(for: result.key) == nil)
      try store.record(result)
      #expect(try store.result(for: result.key) == result)
    }
    #expect(try Store(at: root).result(for: result.key) == result)
  }

  @Test func aResultOfALivingProcessIsFoundBeforeItsFlush() throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.flushMilliseconds = 1_000_000
    let one = try Store(at: folder.path("store"), options: options)
    let two = try Store(at: folder.path("store"))
    let result = exampleResult(
      key: "k", outputs: [try one.files.write([ExampleArray("a", .float32, [3])])])
    try one.record(result)
    #expect(try two.result(for: result.key) == result)
    // And it is still there for one that begins after both.
    #expect(try Store(at: folder.path("store")).result(for: result.key) == result)
  }

  @Test func workersWriteWithFilesAlone() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let worker = try ObjectFiles(root: folder.path("store"))
    let made = try worker.write([ExampleArray("a", .float32, [3])])
    let sent = try JSONDecoder().decode(
      ArtifactReference.self, from: try JSONEncoder().encode(made))
    #expect(sent == made)
    try store.record(exampleResult(key: "k", outputs: [sent]))
    try store.flush()
    try store.files.open(try #require(try store.reference(for: made.digest))).verify()
  }

  @Test func theFirstRecordOfAKeyWins() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let first = exampleResult(key: "k", outputs: [], stage: "first", created: 1000)
    let second = exampleResult(key: "k", outputs: [], stage: "second", created: 2000)
    let third = exampleResult(key: "k", outputs: [], stage: "third", created: 3000)
    try store.record(first)
    try store.record(second)
    #expect(try store.result(for: first.key) == first)
    try store.flush()
    #expect(try store.result(for: first.key) == first)
    try store.record(third)
    #expect(try store.result(for: first.key) == first)
    try store.flush()
    #expect(try store.result(for: first.key) == first)
    try store.rebuildIndex()
    #expect(try store.result(for: first.key) == first)
  }

  @Test func forgottenResultsStayForgotten() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    let store = try Store(at: root)
    let made = try store.files.write([ExampleArray("a", .float32, [3])])
    let (one, two) = (
      exampleResult(key: "one", outputs: [made]), exampleResult(key: "two", outputs: [made])
    )
    let kept = exampleResult(key: "kept", outputs: [])
    for result in [one, two, kept] { try store.record(result) }
    #expect(try store.forgetResults(naming: made.digest) == [one.key, two.key].sorted())
    #expect(try store.lookup(keys: [one.key, two.key, kept.key]) == [kept.key: kept])
    try store.forget(kept.key)
    try store.rebuildIndex()
    #expect(try store.lookup(keys: [one.key, two.key, kept.key]).isEmpty)
    #expect(try Store(at: root).lookup(keys: [one.key, kept.key]).isEmpty)
    // Computed anew, a key has a result again, also after another rebuild.
    let again = exampleResult(key: "one", outputs: [])
    try store.record(again)
    try store.rebuildIndex()
    #expect(try store.result(for: one.key) == again)
  }

  @Test(arguments: [0, 64 << 10])
  func aDamagedArtifactCanBeMadeAgain(packedBytes: Int) throws {
    let folder = try TemporaryFolder()
    var options = StoreOptions()
    options.packedBytes = packedBytes
    let store = try Store(at: folder.path("store"), options: options)
    let array = ExampleArray("a", .float32, [100])
    let made = try store.files.write([array])
    try store.record(exampleResult(key: "k", outputs: [made]))
    try store.flush()
    let (path, range) = store.files.place(made)
    var content = try bytes(of: path)
    content[range.lowerBound + 20] ^= 4
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.write(contentsOf: Data(content))
    try file.close()
    #expect(throws: StoreError.self) { try store.files.open(made).verify() }
    #expect(try store.forgetResults(naming: made.digest) == [Digest.of(text: "k")])
    let remade = try store.files.write([array])
    try store.record(exampleResult(key: "k", outputs: [remade]))
    let found = try #require(try store.result(for: Digest.of(text: "k")))
    #expect(try store.files.open(found.outputs[0].artifact).read("a") == array.bytes)
    let known = try #require(try store.reference(for: made.digest))
    try store.files.open(known).verify()
  }

  @Test func anUnsealedResultNeedsTheBytesItNames() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var options = StoreOptions()
    options.flushMilliseconds = 1_000_000
    let worker = try ObjectFiles(root: root)
    let made = try worker.write([ExampleArray("a", .float32, [100])])
    let store = try Store(at: root, options: options)
    try store.record(exampleResult(key: "k", outputs: [made]))
    // What a power cut may leave: the record, but not the pack that it names.
    let (path, range) = store.files.place(made)
    let content = try bytes(of: path)
    var lost = content
    for place in range.lowerBound + 16..<range.lowerBound + 40 { lost[place] = 0 }
    try overwrite(path, lost)
    let copy = folder.path("after")
    try FileManager.default.copyItem(atPath: root, toPath: copy)
    #expect(try Store(at: copy).result(for: Digest.of(text: "k")) == nil)
    try overwrite(path, content)
    #expect(try Store(at: root).result(for: Digest.of(text: "k")) != nil)
  }

  @Test func tenThousandKeysAreFoundQuickly() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let made = try store.files.write([ExampleArray("a", .float32, [3])])
    let results = (0..<10_000).map { exampleResult(key: "k\($0)", outputs: [made]) }
    for result in results { try store.record(result) }
    try store.flush()
    var found: [Digest: StageResult] = [:]
    let lookup = try threadSeconds { found = try store.lookup(keys: results.map(\.key)) }
    #expect(found.count == 10_000)
    #expect(found[results[77].key] == results[77])
    #expect(lookup < 0.2)
    let opening = try threadSeconds {
      _ = try Store(at: folder.path("store")).lookup(keys: results.prefix(20).map(\.key))
    }
    #expect(opening < 0.02)
    print("10,000 keys: \(lookup) s of processor; opening and 20 keys: \(opening) s")
  }

  /// Processor time of this thread, which the load of the machine does not change.
  private func threadSeconds(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    try body()
    return now() - start
  }

  @Test func provenanceLeadsBack() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let made = try store.files.write([ExampleArray("a", .float32, [3])])
    let other = try store.files.write(
      [ExampleArray("a", .float32, [4])], type: ArtifactType("mesh", version: 1))
    let old = exampleResult(key: "old", outputs: [made], stage: "s", created: 1000)
    let new = exampleResult(key: "new", outputs: [made, other], stage: "s", created: 2000)
    for result in [old, new] { try store.record(result) }
    #expect(try store.producers(of: made.digest) == [old, new])
    #expect(try store.results(ofStage: "s", kind: "make.example") == [new, old])
    #expect(try store.artifacts().map(\.reference) == [other, made])
    #expect(try store.artifacts(matching: ArtifactFilter(type: "mesh")).map(\.reference) == [other])
    #expect(try store.artifacts(matching: ArtifactFilter(stage: "t")).isEmpty)
    #expect(try store.artifacts(matching: ArtifactFilter(limit: 1)).first?.port == "out1")
    #expect(try store.resolve(prefix: String(made.digest.hex.prefix(12))) == made)
    #expect(throws: StoreError.self) { try store.resolve(prefix: "xyz!") }
    #expect(throws: StoreError.self) { try store.resolve(prefix: "") }
  }

  @Test func anAmbiguousPrefixListsItsCandidates() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    // Among so many, some share their first four digits.
    var byPrefix: [String: [Digest]] = [:]
    for seed in 0..<1000 {
      let made = try store.files.write([ExampleArray("a", .uint64, [4], seed: UInt64(seed))])
      try store.record(exampleResult(key: "\(seed)", outputs: [made]))
      byPrefix[String(made.digest.hex.prefix(4)), default: []].append(made.digest)
    }
    let shared = try #require(byPrefix.first { Set($0.value).count > 1 })
    let error = #expect(throws: StoreError.self) { try store.resolve(prefix: shared.key) }
    #expect(error?.code == .ambiguousPrefix)
    #expect(error?.candidates == Set(shared.value).sorted())
  }
}
