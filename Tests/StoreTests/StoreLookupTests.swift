import Foundation
import Store
import TestSupport
import Testing

@Suite struct StoreLookupTests {
  private let folder: TemporaryFolder
  private let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(at: folder.path("store"))
  }

  @Test func sizesAreThoseOfArtifactsAndOfHashedFiles() throws {
    let made = try store.files.write([ExampleArray("a", .float32, [5, 7])])
    try store.record(exampleResult(key: "k", outputs: [made]))
    let file = try folder.write("f.txt", "twelve bytes")
    let digest = try #require(try store.fileDigests(of: [file]).first?.digest)
    let unknown = Digest.of(text: "unknown")
    let sizes = try store.sizes(of: [made.digest, digest, unknown])
    #expect(sizes == [made.digest: 140, digest: 12])
  }

  @Test func resultsOfAKindAreNewestFirstAndNoMoreThanAskedFor() throws {
    for (index, key) in ["a", "b", "c"].enumerated() {
      try store.record(
        exampleResult(key: key, outputs: [], stage: key, created: Int64(1000 + index)))
    }
    #expect(try store.results(ofKind: "make.example", limit: 2).map(\.stage) == ["c", "b"])
    #expect(try store.results(ofKind: "make.other", limit: 2).isEmpty)
  }

  @Test func digestsAreFoundByAnyNumberOfFirstDigits() throws {
    let made = try (1...20).map {
      try store.files.write([ExampleArray("a", .uint8, [9], seed: $0)])
    }
    try store.record(exampleResult(key: "k", outputs: made))
    try store.flush()
    let all = Set(made.map(\.digest))
    #expect(Set(try store.digests(startingWith: "", limit: 100)) == all)
    #expect(try store.digests(startingWith: "", limit: 3).count == 3)
    let wanted = try #require(made.first).digest
    for length in [1, 2, 5, 63, 64] {
      let prefix = String(wanted.hex.prefix(length))
      let found = try store.digests(startingWith: prefix, limit: 100)
      #expect(Set(found) == all.filter { $0.hex.hasPrefix(prefix) })
    }
    #expect(try store.digests(startingWith: "xyz", limit: 10).isEmpty)
    #expect(
      try store.digests(startingWith: String(repeating: "a", count: 65), limit: 10).isEmpty)
  }

  @Test func aLogIsFoundWhereAStageOrItemWroteOne() throws {
    let path = try store.files.logPath(run: "r", stage: "a[x/y]")
    #expect(store.files.existingLog(run: "r", stage: "a[x/y]") == nil)
    try Data("line\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(store.files.existingLog(run: "r", stage: "a[x/y]") == path)
    let item = try store.files.logPath(run: "r", stage: "a", item: "x")
    try Data("line\n".utf8).write(to: URL(fileURLWithPath: item))
    #expect(store.files.existingLog(run: "r", stage: "a", item: "x") == item)
    #expect(store.files.existingLog(run: "other", stage: "a", item: "x") == nil)
  }

  @Test func aRunRecordedBeforeThereWereVariantsStillReads() throws {
    let run = RunRecord(
      pipeline: "p", file: "p.yml", status: .finished,
      stages: [
        RunStage(stage: "a[seed=1]", variant: ["seed": "1"], kind: "k", status: .ran, seconds: 2)
      ])
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    try store.recordRun(run)
    #expect(try store.run(run.id) == run)
    let encoded = String(decoding: try JSONEncoder().encode(run), as: UTF8.self)
    let again = try JSONDecoder().decode(RunRecord.self, from: Data(encoded.utf8))
    #expect(again == run)
    let old = encoded.replacingOccurrences(of: #""variant":{"seed":"1"},"#, with: "")
      .replacingOccurrences(of: #","variant":{"seed":"1"}"#, with: "")
    #expect(!old.contains("variant"))
    let read = try JSONDecoder().decode(RunRecord.self, from: Data(old.utf8))
    #expect(read.stages.first?.variant == [:])
    #expect(read.stages.first?.seconds == 2)
  }

  @Test func aRunsRecordNamesEachMemberOnce() throws {
    let folder = try TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let run = RunRecord(
      pipeline: "p", file: "p.yml", status: .finished,
      stages: [RunStage(stage: "a[seed=1]", variant: ["seed": "1"], kind: "k", status: .ran)])
    try store.recordRun(run)
    let text = try String(
      contentsOfFile: folder.path("store/runs/\(run.id).json"), encoding: .utf8)
    // Readers take the first or the last of two, as they like.
    #expect(text.ranges(of: "\"variant\"").count == 1)
  }
}
