import Foundation
import Store
import TestSupport
import Testing

@Suite struct PackTests {
  private func packs(_ root: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/packs").sorted()
  }

  @Test func smallArtifactsShareOnePack() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let references = try (0..<50).map {
      try files.write([ExampleArray("a", .float64, [4], seed: UInt64($0))])
    }
    #expect(try packs(files.root).count == 1)
    #expect(try fileCount("\(files.root)/objects") == 0)
    for reference in references { try files.open(reference).verify() }
  }

  @Test func equalSmallArtifactsAreStoredOnce() throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let first = try files.write([ExampleArray("a", .float64, [4])])
    let second = try files.write([ExampleArray("a", .float64, [4])])
    #expect(first == second)
  }

  @Test func equalLargeArtifactsAreStoredOnceByManyThreads() async throws {
    let folder = try TemporaryFolder()
    let files = try ObjectFiles(root: folder.path("store"))
    let others = try ObjectFiles(root: folder.path("store"))
    let noise = (0..<100_000).map { Digest.of(text: "\($0 / 4)").bytes[$0 % 4] }
    let digests = try await withThrowingTaskGroup(of: Digest.self) { group in
      for task in 0..<8 {
        group.addTask {
          let writer = try (task % 2 == 0 ? files : others).makeWriter(type: exampleType)
          try writer.write("noise", noise)
          return try writer.finish().digest
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(digests.count == 1)
    #expect(try fileCount("\(files.root)/objects") == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(files.root)/tmp")
    #expect(left.allSatisfy { $0.hasSuffix(".lock") })
  }

  @Test func aPackIsTakenOverByTheNextProcess() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var references: [ArtifactReference] = []
    for seed in 0..<3 {
      let files = try ObjectFiles(root: root)
      references.append(try files.write([ExampleArray("a", .int32, [5], seed: UInt64(seed))]))
    }
    #expect(try packs(root).count == 1)
    let two = try (ObjectFiles(root: root), ObjectFiles(root: root))
    references.append(try two.0.write([ExampleArray("b", .int32, [5])]))
    references.append(try two.1.write([ExampleArray("c", .int32, [5])]))
    #expect(try packs(root).count == 2)
    for reference in references { try two.0.open(reference).verify() }
  }

  @Test func aTornTailIsIgnoredAndNeverBuiltUpon() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var references: [ArtifactReference] = []
    do {
      let store = try Store(at: root)
      for name in ["one", "two"] {
        let made = try store.files.write([ExampleArray(name, .int32, [5])])
        references.append(made)
        try store.record(exampleResult(key: name, outputs: [made]))
        try store.flush()
      }
    }
    let pack = try #require(try packs(root).first)
    let whole = try bytes(of: "\(root)/packs/\(pack)")
    for cut in [1, 30, 72, 100, 200] {
      try overwrite("\(root)/packs/\(pack)", Array(whole.dropLast(cut)))
      try remove("\(root)/index.sqlite")
      let store = try Store(at: root)
      let one = try store.result(for: Digest.of(text: "one"))
      #expect(one?.outputs.map(\.artifact) == [references[0]])
      try store.files.open(references[0]).verify()
      if let two = try store.result(for: Digest.of(text: "two")) {
        try store.files.open(two.outputs[0].artifact).verify()
      }
      _ = try store.files.write([ExampleArray("three", .int32, [5])])
      // The last frame is a seal of 72 bytes: without it the pack ends cleanly.
      let isClean = cut == 72
      #expect((try bytes(of: "\(root)/packs/\(pack)").count == whole.count - cut) != isClean)
      for other in try packs(root) where other != pack { try remove("\(root)/packs/\(other)") }
    }
  }

  @Test func aDamagedFrameHarmsOnlyItself() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var references: [ArtifactReference] = []
    let pack: String
    do {
      let store = try Store(at: root)
      for name in ["one", "two", "three"] {
        let made = try store.files.write([ExampleArray(name, .int32, [5])])
        references.append(made)
        try store.record(exampleResult(key: name, outputs: [made]))
      }
      try store.flush()
      pack = try #require(try packs(root).first)
    }
    let path = "\(root)/packs/\(pack)"
    var content = try bytes(of: path)
    let second = place(references[1])
    // The frame's header lies before its payload.
    content[second.lowerBound - 50] ^= 1
    try overwrite(path, content)
    try remove("\(root)/index.sqlite")
    let store = try Store(at: root)
    let keys = ["one", "two", "three"].map { Digest.of(text: $0) }
    let found = try store.lookup(keys: keys)
    #expect(found[keys[0]] != nil && found[keys[2]] != nil)
    try store.files.open(references[2]).verify()
  }

  private func place(_ reference: ArtifactReference) -> Range<Int> {
    guard case .pack(_, let offset, let length) = reference.location else { return 0..<0 }
    return offset..<offset + length
  }
}
