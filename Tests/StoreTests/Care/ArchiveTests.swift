import Foundation
import Store
import TestSupport
import Testing

@Suite struct ArchiveTests {
  /// Three results in a row, the last with an artifact of its own file, and one that has nothing to do with them.
  private func example() throws -> (shop: Workshop, archive: String) {
    var shop = try Workshop(packedBytes: 3000)
    try shop.make("mesh", age: 9)
    try shop.make("laplacian", from: ["mesh"], age: 8)
    try shop.make("basis", from: ["laplacian"], age: 7, count: 20_000)
    try shop.make("other", age: 6)
    let archive = shop.folder.path("basis.meridian")
    let report = try shop.open().export([try shop.digest("basis")], to: archive)
    #expect(report.results == 3 && report.artifacts.count == 3)
    return (shop, archive)
  }

  @Test func aResultTravelsWithEverythingUpstream() throws {
    let (shop, archive) = try example()
    let store = try Store(at: shop.folder.path("elsewhere"))
    let report = try store.importArchive(at: archive)
    #expect(report.roots == [try shop.digest("basis")])
    #expect(report.newResults == 3 && report.newArtifacts.count == 3)
    #expect(try shop.names(in: store) == ["mesh", "laplacian", "basis"])
    for name in ["mesh", "laplacian", "basis"] {
      let here = try #require(shop.results[name])
      let there = try #require(try store.result(for: shop.key(name)))
      #expect(there.created == here.created && there.inputs == here.inputs)
      #expect(there.outputs.map(\.artifact.digest) == here.outputs.map(\.artifact.digest))
    }
    #expect(try shop.sound(in: store) == ["mesh", "laplacian", "basis"])
    try store.rebuildIndex()
    #expect(try shop.sound(in: store) == ["mesh", "laplacian", "basis"])
    #expect(try store.verify().findings == [])
  }

  @Test func importingTwiceAddsNothing() throws {
    let (shop, archive) = try example()
    let root = shop.folder.path("elsewhere")
    _ = try Store(at: root).importArchive(at: archive)
    func content() throws -> [String: Int] {
      try FileManager.default.subpathsOfDirectory(atPath: root).reduce(into: [:]) {
        guard !$1.hasPrefix("index"), !$1.hasPrefix("tmp") else { return }
        $0[$1] = FileManager.default.contents(atPath: "\(root)/\($1)")?.count ?? 0
      }
    }
    let before = try content()
    let again = try Store(at: root).importArchive(at: archive)
    #expect(again.results == 3 && again.newResults == 0 && again.newArtifacts.count == 0)
    #expect(try content() == before)
    // And where it came from, nothing is new either.
    #expect(try shop.open().importArchive(at: archive).newResults == 0)
  }

  @Test func whatIsThereIsNotWrittenAgain() throws {
    let (shop, archive) = try example()
    let store = try shop.open()
    try store.forget(shop.key("basis"))
    let report = try store.importArchive(at: archive)
    #expect(report.newResults == 1 && report.newArtifacts.count == 1)
    #expect(try shop.sound() == ["mesh", "laplacian", "basis", "other"])
  }

  @Test func anImportCountsAsUse() throws {
    let (shop, archive) = try example()
    let store = try Store(at: shop.folder.path("elsewhere"))
    _ = try store.importArchive(at: archive)
    let later = CollectionCriteria(age: 3, now: StoreClock.now)
    #expect(try store.collect(later, isDryRun: true).results.isEmpty)
    let muchLater = CollectionCriteria(age: 3, now: StoreClock.now + 60_000_000_000)
    #expect(try store.collect(muchLater, isDryRun: true).results.count == 3)
    #expect(try store.runs().isEmpty)
  }

  @Test func anArtifactThatIsDamagedIsNotExported() throws {
    var shop = try Workshop(packedBytes: 0)
    try shop.make("a")
    let (path, range) = try shop.open().files.place(try #require(shop.made["a"]))
    try damage(path, at: range.lowerBound + 26)
    let archive = shop.folder.path("a.meridian")
    let error = #expect(throws: StoreError.self) {
      try shop.open().export([shop.digest("a")], to: archive)
    }
    #expect(error?.code == .damaged)
    #expect(!shop.folder.contains("a.meridian"))
  }

  @Test func anArchiveThatCannotBeWrittenIsOneClearError() throws {
    var shop = try Workshop()
    try shop.make("a")
    let path = shop.folder.path("nowhere/a.meridian")
    let error = #expect(throws: StoreError.self) {
      try shop.open().export([shop.digest("a")], to: path)
    }
    #expect(error?.message.contains(path) == true && error?.message.contains("--to") == true)
    #expect(error?.message.contains(".part") == false)
  }

  // MARK: Faults

  /// Imports into an empty store; the error, after checking that nothing came of it.
  private func refusal(
    _ archive: [UInt8], _ folder: TemporaryFolder, _ label: String
  ) throws -> StoreError? {
    let root = folder.path("empty")
    let path = try folder.write("bad.meridian", Data(archive))
    do {
      _ = try Store(at: root).importArchive(at: path)
      try remove(root)
      return nil
    } catch let error as StoreError {
      #expect(try fileCount("\(root)/objects") == 0, "\(label)")
      #expect(try fileCount("\(root)/packs") == 0, "\(label)")
      #expect(try fileCount("\(root)/runs") == 0, "\(label)")
      let left = try FileManager.default.contentsOfDirectory(atPath: "\(root)/tmp")
      #expect(!left.contains { $0.hasSuffix(".folder") || $0.hasSuffix(".part") }, "\(label)")
      return error
    }
  }

  @Test func aTruncatedArchiveChangesNothing() throws {
    let (shop, archive) = try example()
    let whole = try bytes(of: archive)
    let lengths =
      Array(0..<80) + Array(stride(from: 80, to: whole.count, by: 1997)) + [whole.count - 1]
    for length in lengths {
      let error = try refusal(Array(whole.prefix(length)), shop.folder, "\(length) bytes")
      #expect(error?.code == .damaged, "\(length) bytes: \(error?.message ?? "imported")")
      #expect(error?.message.contains("bad.meridian") == true)
    }
    #expect(try refusal(whole + [0], shop.folder, "one more")?.code == .damaged)
  }

  @Test func aFlippedBitAnywhereChangesNothing() throws {
    var shop = try Workshop(packedBytes: 1200)
    try shop.make("a")
    try shop.make("b", from: ["a"], count: 600)
    let archive = shop.folder.path("b.meridian")
    _ = try shop.open().export([try shop.digest("b")], to: archive)
    let whole = try bytes(of: archive)
    for place in stride(from: 0, to: whole.count, by: 11) {
      var bad = whole
      bad[place] ^= 1 << UInt8(place % 8)
      let error = try refusal(bad, shop.folder, "byte \(place)")
      guard error == nil else {
        #expect([.damaged, .newerFormat].contains(error?.code), "byte \(place)")
        continue
      }
      // Bits of a zstd frame that mean nothing are harmless: what was imported is what was exported.
      let store = try Store(at: shop.folder.path("store-again-\(place)"))
      _ = try store.importArchive(at: try shop.folder.write("bad.meridian", Data(bad)))
      #expect(try shop.sound(in: store) == ["a", "b"], "byte \(place)")
    }
  }

  @Test func anotherFileIsNoArchive() throws {
    let folder = try TemporaryFolder()
    for text in ["", "hello", String(repeating: "x", count: 5000)] {
      let error = try refusal(Array(text.utf8), folder, text)
      #expect(error?.message.contains("no archive") == true)
    }
    let store = try Store(at: folder.path("store"))
    let error = #expect(throws: StoreError.self) {
      try store.importArchive(at: folder.path("missing"))
    }
    #expect(error?.code == .missing)
  }

  @Test func aNewerArchiveIsRefused() throws {
    let (shop, archive) = try example()
    var newer = try bytes(of: archive)
    newer[8] = 9
    let error = try refusal(newer, shop.folder, "newer")
    #expect(error?.code == .newerFormat && error?.message.contains("9") == true)
  }

  // MARK: Forgeries

  @Test func namesThatLeadElsewhereAreOnlyNames() throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let climbing = "../../../escape"
    let record = Forgery.result(
      outputs: [container.reference], stage: climbing, run: climbing, port: climbing)
    let archive = Forgery.archive(results: [record.bytes], artifacts: [container])
    #expect(try refusal(archive, folder, "climbing") == nil)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.contains("escape") })
    let above = folder.path + "/../escape"
    #expect(!FileManager.default.fileExists(atPath: above))
  }

  @Test func aRecordThatNamesAPlaceInAPackIsRefused() throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let good = container.reference
    let elsewhere = ArtifactReference(
      digest: good.digest, type: good.type,
      location: .pack(name: "../../escape.pack", offset: 0, length: 10), rawBytes: 1,
      storedBytes: 1)
    let record = Forgery.result(outputs: [elsewhere])
    let archive = Forgery.archive(results: [record.bytes], artifacts: [container])
    #expect(try refusal(archive, folder, "place")?.message.contains("pack") == true)
  }

  @Test func textsThatATerminalWouldObeyAreRefused() throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let record = Forgery.result(outputs: [container.reference], stage: "a\u{1b}]0;owned\u{7}")
    let archive = Forgery.archive(results: [record.bytes], artifacts: [container])
    #expect(try refusal(archive, folder, "control")?.message.contains("plain") == true)
  }

  @Test func anArchiveThatLacksAnArtifactIsRefused() throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let record = Forgery.result(outputs: [container.reference])
    let archive = Forgery.archive(results: [record.bytes], artifacts: [])
    #expect(try refusal(archive, folder, "lacks")?.message.contains("lacks") == true)
  }

  @Test func otherContentUnderAnArtifactsNameIsRefused() throws {
    let folder = try TemporaryFolder()
    let (real, other) = (try Forgery.container(seed: 1), try Forgery.container(seed: 2))
    let forged = Forgery.Container(reference: real.reference, bytes: other.bytes)
    let record = Forgery.result(outputs: [real.reference])
    let archive = Forgery.archive(results: [record.bytes], artifacts: [forged])
    #expect(try refusal(archive, folder, "other")?.code == .damaged)
    // And so is one whose table of contents lies about itself.
    let twice = Forgery.archive(results: [record.bytes], artifacts: [real, real])
    #expect(try refusal(twice, folder, "twice")?.message.contains("twice") == true)
  }

  @Test(arguments: [-1, 0, 1 << 50, 1 << 51, Int.max])
  func aRecordThatLiesAboutTheSizeOfItsArtifactIsRefused(size: Int) throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let good = container.reference
    let lie = ArtifactReference(
      digest: good.digest, type: good.type, location: .object, rawBytes: size,
      storedBytes: good.storedBytes)
    // Twice, as sums of what cannot be would trap.
    let record = Forgery.result(outputs: [lie, lie])
    let archive = Forgery.archive(results: [record.bytes], artifacts: [container])
    #expect(try refusal(archive, folder, "\(size)")?.code == .damaged)
    let truth = Forgery.result(outputs: [good])
    let sound = Forgery.archive(results: [truth.bytes], artifacts: [container])
    #expect(try refusal(sound, folder, "sound") == nil)
  }

  @Test func lengthsThatCannotBeAreRefused() throws {
    let folder = try TemporaryFolder()
    let container = try Forgery.container()
    let good = Forgery.archive(results: [], artifacts: [container])
    for length: UInt64 in [1 << 60, .max, 1 << 63, 1 << 40] {
      var bad = good
      bad.replaceSubrange(16..<24, with: Forgery.little(length))
      #expect(try refusal(bad, folder, "table of \(length)")?.code == .damaged)
    }
    for length in [Int.max, 1 << 60, -1, 0] {
      let bad = Forgery.archive(results: [], artifacts: [container], claimedLength: length)
      #expect(try refusal(bad, folder, "artifact of \(length)")?.code == .damaged)
    }
  }

  @Test func aContainerThatClaimsTwoToTheSixtyElementsIsRefused() throws {
    let folder = try TemporaryFolder()
    for shape: [UInt64] in [[1 << 60], [1 << 40, 1 << 40], [.max]] {
      let container = Forgery.lie(shape: shape, chunks: [])
      let archive = Forgery.archive(results: [], artifacts: [container])
      let error = try refusal(archive, folder, "\(shape)")
      #expect(error?.code == .damaged && error?.message.contains("claims") == true)
    }
  }

  @Test func aFrameThatExpandsWithoutBoundIsRefused() throws {
    let folder = try TemporaryFolder()
    // 64 GiB of zeros in two MiB, behind a header that speaks of one MiB.
    let bomb = Forgery.zstdZeros(blocks: 1 << 19)
    let container = Forgery.lie(shape: [1 << 20], chunks: [bomb])
    #expect(container.bytes.count > 1 << 20)
    let refused = try refusal(
      Forgery.archive(results: [], artifacts: [container]), folder, "long bomb")
    #expect(refused?.code == .damaged)
    // One that fits its chunk on disk, and expands to 8 GiB.
    let small = Forgery.lie(shape: [1 << 20], chunks: [Forgery.zstdZeros(blocks: 1 << 16)])
    let error = try refusal(
      Forgery.archive(results: [], artifacts: [small]), folder, "bomb")
    #expect(error?.code == .damaged)
  }
}
