import Foundation
import Store
import TestSupport
import Testing

/// Bytes that were valid and are spoilt at random, often with their checksums mended: a typed error or a value, never a
/// trap, never other content.
@Suite struct MutationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func files() throws -> ObjectFiles {
    var options = StoreOptions()
    options.packedBytes = 0
    return try ObjectFiles(root: folder.path("store"), options: options)
  }

  // MARK: Containers

  @Test func aSpoiltContainerIsRefusedOrReadsAsItWas() throws {
    let files = try files()
    let arrays = [
      ExampleArray("a", .float32, [40, 3]), ExampleArray("b", .int64, [0, 3]),
      ExampleArray("c", .uint8, []), ExampleArray("d", .float64, [500]),
    ]
    let reference = try files.write(arrays)
    let path = files.place(reference).path
    let good = try bytes(of: path)
    var mutator = Mutator("containers")
    var refused = 0
    for round in 0..<Mutator.rounds(3_000) {
      try overwrite(
        path, round % 2 == 0 ? mutator.mutate(good) : withSpoiltDirectory(good, &mutator))
      do {
        let reader = try files.open(reference)
        for array in arrays { #expect(try reader.read(array.name) == array.bytes, "\(round)") }
      } catch let error as StoreError {
        #expect(error.code == .damaged && error.digest == reference.digest, "\(round): \(error)")
        refused += 1
      }
    }
    #expect(refused > Mutator.rounds(2_000))
  }

  /// The container with a directory that is spoilt and has the right length and checksum all the same.
  private func withSpoiltDirectory(_ container: [UInt8], _ mutator: inout Mutator) -> [UInt8] {
    let end = container.count - 48
    let length = container[end..<end + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let directory = mutator.mutate(Array(container[end - length..<end]))
    let header = Array(container[..<16])
    return Array(container[..<(end - length)]) + directory + Forgery.little(UInt64(directory.count))
      + Digest.of(header + directory).bytes + Array("MRDNEND\n".utf8)
  }

  @Test func aContainerThatSaysAnythingUnderItsOwnDigestIsRefusedOrRead() throws {
    let files = try files()
    let elements: [(code: UInt8, name: String)] = [
      (1, "float32"), (2, "float64"), (3, "int8"), (4, "uint8"), (5, "int16"), (9, "int64"),
    ]
    var mutator = Mutator("forged containers")
    var read = 0
    for round in 0..<Mutator.rounds(2_000) {
      let element = elements.randomElement(using: &mutator.random) ?? elements[0]
      let shape = (0..<Int.random(in: 0...3, using: &mutator.random)).map { _ in
        Bool.random(using: &mutator.random)
          ? UInt64.random(in: 0...9, using: &mutator.random) : mutator.number()
      }
      let chunks = (0..<Int.random(in: 0...2, using: &mutator.random)).map { _ in
        chunk(&mutator)
      }
      let truth = Array(0..<8 as Range<UInt8>)
      let forged =
        round % 4 == 0
        ? Forgery.container(
          element: (4, "uint8"), shape: [8], chunkBytes: 1 << 20,
          chunks: [
            .init(stored: truth, claimedLength: 8, codec: 0, filter: 0, hash: Digest.of(truth))
          ])
        : Forgery.container(
          element: element, shape: shape,
          chunkBytes: round % 3 == 0 ? UInt32(truncatingIfNeeded: mutator.number()) : 1 << 20,
          chunks: chunks)
      let path = files.place(forged.reference).path
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try overwrite(path, forged.bytes)
      do {
        let reader = try files.open(forged.reference)
        let bytes = try reader.read("a")
        #expect(bytes.count == reader.arrays[0].byteCount && bytes.count <= 1 << 21, "\(round)")
        read += 1
      } catch let error as StoreError {
        #expect(error.code == .damaged && error.digest == forged.reference.digest, "\(round)")
      }
    }
    #expect(read >= Mutator.rounds(2_000) / 4)
  }

  /// A chunk that may be what it says, or garbage, or a frame that expands to more.
  private func chunk(_ mutator: inout Mutator) -> Forgery.Chunk {
    let raw = (0..<Int.random(in: 0...64, using: &mutator.random)).map { UInt8($0) }
    let stored =
      Bool.random(using: &mutator.random)
      ? raw : Forgery.zstdZeros(blocks: Int.random(in: 1...20, using: &mutator.random))
    let lies = Int.random(in: 0..<4, using: &mutator.random) == 0
    return Forgery.Chunk(
      stored: stored,
      claimedLength: lies ? UInt32(truncatingIfNeeded: mutator.number()) : UInt32(stored.count),
      codec: UInt8.random(in: 0...2, using: &mutator.random),
      filter: UInt8.random(in: 0...2, using: &mutator.random), hash: Digest.of(raw))
  }

  // MARK: Packs

  @Test func aSpoiltRecordIsRefusedOrIsOneThatCanBeWritten() throws {
    let files = try files()
    let made = try files.write([ExampleArray("a", .int32, [5])])
    let good = exampleResult(key: "k", outputs: [made, made]).encoded()
    var mutator = Mutator("records")
    for round in 0..<Mutator.rounds(5_000) {
      let bad = mutator.mutate(good)
      let result = try? bad.withUnsafeBytes { bytes throws(CBORDecoder.Malformed) in
        try StageResult(decoding: bytes)
      }
      guard let result else { continue }
      let again = try result.encoded().withUnsafeBytes { bytes throws(CBORDecoder.Malformed) in
        try StageResult(decoding: bytes)
      }
      // A cost that is no number is not equal to itself.
      #expect(again.encoded() == result.encoded(), "\(round)")
      #expect(result.outputs.allSatisfy { (0...1 << 50).contains($0.artifact.rawBytes) })
    }
  }

  /// A store of a few results, closed, and the bytes of its only pack.
  private func packed() throws -> (root: String, pack: String, bytes: [UInt8]) {
    let root = folder.path("packed")
    do {
      let store = try Store(at: root)
      for name in ["one", "two", "three", "gone"] {
        let made = try store.files.write([ExampleArray(name, .int32, [5])])
        try store.record(exampleResult(key: name, outputs: [made]))
        try store.flush()
      }
      try store.forget(Digest.of(text: "gone"))
    }
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(root)/packs").first)
    return (root, "\(root)/packs/\(name)", try bytes(of: "\(root)/packs/\(name)"))
  }

  private struct Frame {
    let kind: UInt8
    let identity: Digest
    let payload: [UInt8]
  }

  /// The frames of a sound pack, as docs/store-format.md lays them out.
  private func frames(_ pack: [UInt8]) throws -> [Frame] {
    var frames: [Frame] = []
    var place = 16
    while place < pack.count {
      let length = pack[place + 8..<place + 16].reversed().reduce(0) { $0 << 8 | Int($1) }
      frames.append(
        Frame(
          kind: pack[place + 4],
          identity: try #require(Digest(bytes: pack[place + 16..<place + 48])),
          payload: Array(pack[place + 64..<place + 64 + length])))
      place += 64 + length
    }
    return frames
  }

  private func removeIndex(_ root: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: root)
    where name.hasPrefix("index.sqlite") {
      try remove("\(root)/\(name)")
    }
  }

  /// Asks a store everything that a command asks, and uses it; only typed errors may come of it.
  private func use(_ root: String, round: Int) throws {
    do {
      let store = try Store(at: root)
      let keys = ["one", "two", "three", "gone"].map { Digest.of(text: $0) }
      for result in try store.lookup(keys: keys).values {
        for output in result.outputs { try? store.files.open(output.artifact).verify() }
      }
      for artifact in try store.artifacts() {
        _ = try store.producers(of: artifact.reference.digest)
      }
      _ = try store.statistics()
      _ = try store.results(ofStage: "stage", kind: "make.example")
      let made = try store.files.write([ExampleArray("new", .int32, [5])])
      try store.record(exampleResult(key: "new \(round)", outputs: [made]))
      try store.flush()
      #expect(try Store(at: root).result(for: Digest.of(text: "new \(round)")) != nil, "\(round)")
    } catch let error as StoreError {
      Issue.record("round \(round): \(error)")
    }
  }

  @Test func spoiltFramesWithSoundChecksumsHarmNothing() throws {
    let (root, path, whole) = try packed()
    let frames = try frames(whole)
    #expect(Set(frames.map(\.kind)) == [1, 2, 3, 4])
    var mutator = Mutator("frames")
    for round in 0..<6 {
      var content = whole
      for _ in 0..<Mutator.rounds(500) {
        guard let frame = frames.randomElement(using: &mutator.random) else { continue }
        let payload = mutator.mutate(frame.payload)
        let isLie = Int.random(in: 0..<8, using: &mutator.random) == 0
        content += Forgery.frame(
          isLie ? UInt8.random(in: 0...6, using: &mutator.random) : frame.kind,
          frame.kind == 1 ? frame.identity : Digest.of(payload), payload,
          claimedLength: isLie ? mutator.number() : nil)
      }
      try overwrite(path, content)
      try removeIndex(root)
      try use(root, round: round)
      // What verification mends stays mended.
      let store = try Store(at: root)
      _ = try store.verify()
      #expect(try store.verify().findings == [], "\(round)")
    }
  }

  @Test func aSpoiltPackHarmsNothing() throws {
    let (root, path, whole) = try packed()
    var mutator = Mutator("packs", tokens: ["MFRM", "MRDNPACK"])
    for round in 0..<Mutator.rounds(100) {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/packs") {
        try remove("\(root)/packs/\(name)")
      }
      try overwrite(path, mutator.mutate(whole))
      try removeIndex(root)
      try use(root, round: round)
    }
  }

  // MARK: Index

  @Test func aSpoiltIndexIsMadeAnewOrTellsTheTruth() throws {
    let (root, _, _) = try packed()
    let path = "\(root)/index.sqlite"
    let truth = try Store(at: root).lookup(
      keys: ["one", "two", "three"].map { Digest.of(text: $0) })
    #expect(truth.count == 3)
    let whole = try bytes(of: path)
    var mutator = Mutator("indexes")
    for round in 0..<Mutator.rounds(150) {
      try removeIndex(root)
      var bad = whole
      for _ in 0..<12 {
        // Within pages, where SQLite itself sees nothing.
        let place = Int.random(in: 100..<bad.count, using: &mutator.random)
        bad[place] = UInt8(truncatingIfNeeded: mutator.number())
      }
      for start in stride(from: 0, to: bad.count, by: 4096) where round % 2 == 0 {
        spoilCells(&bad, page: start, &mutator)
      }
      try overwrite(path, bad)
      do {
        let store = try Store(at: root)
        for (key, result) in try store.lookup(keys: Array(truth.keys)) {
          #expect(result == truth[key], "\(round)")
        }
      }
      try use(root, round: round)
    }
  }

  /// Changes a few bytes at the end of a page, where its rows are.
  private func spoilCells(_ index: inout [UInt8], page: Int, _ mutator: inout Mutator) {
    for _ in 0..<3 {
      let place = page + Int.random(in: 3000..<4096, using: &mutator.random)
      guard place < index.count else { return }
      index[place] ^= 1 << UInt8.random(in: 0..<8, using: &mutator.random)
    }
  }

  // MARK: Small files

  @Test func spoiltSmallFilesAreRefusedOrPassedOver() throws {
    let root = folder.path("small")
    let store = try Store(at: root)
    let made = try store.files.write([ExampleArray("a", .int32, [5])])
    try store.record(exampleResult(key: "k", outputs: [made]))
    try store.flush()
    try store.pin(Pin(name: "paper", digest: made.digest, reference: "p.yml:a"))
    let run = RunRecord(
      pipeline: "p", file: "p.yml", status: .finished,
      stages: [RunStage(stage: "a", kind: "k", status: .ran)])
    try store.recordRun(run)
    try store.files.saveCheckpoint([1, 2, 3, 4, 5], for: Digest.of(text: "k"))
    let lease = try store.takeLease()
    _ = try store.result(for: Digest.of(text: "k"))
    let leases = "\(root)/tmp/leases"
    let leaseName = try #require(try FileManager.default.contentsOfDirectory(atPath: leases).first)
    let content = try bytes(of: "\(leases)/\(leaseName)")
    lease.release()
    let places = [
      "runs/\(run.id).json", "pins/paper.json", "checkpoints/\(Digest.of(text: "k").hex)",
      "tmp/leases/left.lease",
    ]
    try overwrite("\(root)/\(places[3])", content)
    let good = try places.map { try bytes(of: "\(root)/\($0)") }
    var mutator = Mutator("small files", tokens: ["{", "}", "[", "null", "1e999", "\u{0}", "-1"])
    for round in 0..<Mutator.rounds(600) {
      for (place, bytes) in zip(places, good) {
        try overwrite("\(root)/\(place)", mutator.mutate(bytes))
      }
      do {
        _ = try store.runs()
        _ = try store.run(run.id)
      } catch let error as StoreError {
        #expect(
          [.damaged, .newerFormat, .unknownDigest].contains(error.code), "\(round): \(error)")
      }
      do { _ = try store.pins() } catch let error as StoreError {
        #expect([.damaged, .newerFormat].contains(error.code), "\(round): \(error)")
      }
      let checkpoint = try store.files.loadCheckpoint(for: Digest.of(text: "k"))
      #expect(checkpoint == nil || checkpoint == [1, 2, 3, 4, 5], "\(round)")
      if round % 20 == 0 {
        do { _ = try store.collect(CollectionCriteria(age: 0), isDryRun: true) } catch let error
          as StoreError
        {
          #expect([.damaged, .newerFormat].contains(error.code), "\(round): \(error)")
        }
      }
    }
  }

  // MARK: Archives

  @Test func aSpoiltArchiveIsRefusedOrImportsWhatIsSound() throws {
    var shop = try Workshop(packedBytes: 1_200)
    try shop.make("a")
    try shop.make("b", from: ["a"], count: 600)
    let path = shop.folder.path("b.meridian")
    _ = try shop.open().export([try shop.digest("b")], to: path)
    let whole = try bytes(of: path)
    let containers = try ["a", "b"].map { name in
      let (path, range) = try shop.open().files.place(try #require(shop.made[name]))
      return Forgery.Container(
        reference: try #require(shop.made[name]), bytes: Array(try bytes(of: path)[range]))
    }
    let records = try ["a", "b"].map { name in
      Forgery.result(outputs: [try objectReference(shop, name)], stage: name).bytes
    }
    let store = try Store(at: folder.path("imports"))
    var mutator = Mutator("archives")
    var imported = 0
    for round in 0..<Mutator.rounds(1_500) {
      let bad: [UInt8]
      switch round % 3 {
      case 0: bad = mutator.mutate(whole)
      case 1:
        bad = Forgery.archive(results: records.map { mutator.mutate($0) }, artifacts: containers)
      default:
        bad = Forgery.archive(
          results: records,
          artifacts: containers.map {
            Forgery.Container(reference: $0.reference, bytes: mutator.mutate($0.bytes))
          }, claimedLength: round % 7 == 0 ? Int(truncatingIfNeeded: mutator.number()) : nil)
      }
      try overwrite(path, bad)
      do {
        _ = try store.importArchive(at: path)
        imported += 1
      } catch let error as StoreError {
        #expect([.damaged, .newerFormat].contains(error.code), "\(round): \(error)")
      }
    }
    #expect(imported < Mutator.rounds(1_000))
    for artifact in try store.artifacts() {
      try store.files.open(artifact.reference).verify()
      #expect(artifact.reference.rawBytes < 10_000)
    }
    _ = try store.statistics()
    #expect(try store.verify().findings == [])
  }

  private func objectReference(_ shop: Workshop, _ name: String) throws -> ArtifactReference {
    let made = try #require(shop.made[name])
    return ArtifactReference(
      digest: made.digest, type: made.type, location: .object, rawBytes: made.rawBytes,
      storedBytes: made.storedBytes)
  }
}
