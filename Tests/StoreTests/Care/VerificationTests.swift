import Foundation
import GRDB
import Store
import TestSupport
import Testing

@Suite struct VerificationTests {
  private func kinds(_ report: VerificationReport) -> [VerificationFinding.Kind] {
    report.findings.map(\.kind)
  }

  private func place(_ shop: Workshop, _ name: String) throws -> (path: String, range: Range<Int>) {
    try shop.open().files.place(try #require(shop.made[name]))
  }

  @Test func aSoundStoreHasNoFindings() throws {
    var shop = try Workshop(packedBytes: 600)
    try shop.make("small")
    try shop.make("large", from: ["small"], count: 50_000)
    let before = try shop.content
    let report = try shop.open().verify()
    #expect(report.findings == [])
    #expect(report.results == 2 && report.artifacts.count == 2)
    #expect(try shop.content == before)
  }

  @Test(arguments: [0, 64 << 10])
  func aDamagedArtifactIsPutAsideAndItsResultsForgotten(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    for name in ["good", "bad", "fine"] { try shop.make(name) }
    let (path, range) = try place(shop, "bad")
    try damage(path, at: range.lowerBound + 26)
    let report = try shop.open().verify()
    #expect(kinds(report) == [.damagedArtifact])
    #expect(report.findings.first?.forgotten == ["bad"])
    #expect(report.findings.first?.digest == shop.made["bad"]?.digest)
    let put = try #require(report.findings.first?.quarantined)
    #expect(shop.folder.contains("store/\(put)"))
    #expect(try shop.sound() == ["good", "fine"])
    #expect(try shop.open().reference(for: shop.digest("bad")) == nil)
    try shop.dropIndex()
    #expect(try shop.sound() == ["good", "fine"])
    #expect(try shop.open().verify().findings == [])
    // And it can be made again.
    try shop.make("bad")
    #expect(try shop.sound() == ["good", "bad", "fine"])
  }

  @Test func damageInAPackThatIsInUseIsTakenOutOfUseWhereItIs() throws {
    var shop = try Workshop()
    let owner = try shop.open()
    for name in ["good", "bad"] { try shop.make(name, in: owner) }
    let (path, range) = try place(shop, "bad")
    try damage(path, at: range.lowerBound + 26)
    #expect(kinds(try shop.open().verify()) == [.damagedArtifact])
    #expect(try shop.open().verify().findings == [])
    #expect(try shop.sound(in: owner) == ["good"])
  }

  @Test func anArtifactThatIsGoneTakesItsResultsWithIt() throws {
    var shop = try Workshop(packedBytes: 0)
    for name in ["here", "gone"] { try shop.make(name) }
    try remove(try place(shop, "gone").path)
    let report = try shop.open().verify()
    #expect(kinds(report) == [.missingArtifact])
    #expect(report.findings.first?.forgotten == ["gone"])
    #expect(try shop.sound() == ["here"])
    #expect(try shop.open().verify().findings == [])
  }

  @Test func aFolderInAFilesPlaceIsPutAside() throws {
    var shop = try Workshop(packedBytes: 0)
    try shop.make("a")
    let path = try place(shop, "a").path
    try remove(path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(kinds(try shop.open().verify()) == [.damagedArtifact])
    #expect(!FileManager.default.fileExists(atPath: path))
    try shop.make("a")
    #expect(try shop.open().verify().findings == [])
  }

  @Test func aDamagedStretchOfAPackCostsOnlyWhatItHeld() throws {
    var shop = try Workshop()
    for name in ["a", "b", "c"] { try shop.make(name) }
    let (path, range) = try place(shop, "b")
    // The frame's header: neither artifact nor its length can be known any more.
    try damage(path, at: range.lowerBound - 40)
    let report = try shop.open().verify()
    #expect(Set(kinds(report)) == [.damagedPack, .missingArtifact])
    #expect(try shop.sound() == ["a", "c"])
    try shop.dropIndex()
    #expect(try shop.sound() == ["a", "c"])
    #expect(try shop.open().verify().findings == [])
  }

  @Test func aResultWhoseRecordIsDamagedIsForgottenByTheIndexToo() throws {
    var shop = try Workshop()
    for name in ["a", "b", "c"] { try shop.make(name) }
    let (path, range) = try place(shop, "b")
    // The record follows its artifact.
    try damage(path, at: range.upperBound + 100)
    #expect(try shop.names() == ["a", "b", "c"])
    let report = try shop.open().verify()
    #expect(kinds(report).contains(.damagedPack) && kinds(report).contains(.wrongIndex))
    #expect(try shop.sound() == ["a", "c"])
    #expect(try shop.open().verify().findings == [])
  }

  @Test func thePacksFirstBytesAreRestored() throws {
    var shop = try Workshop()
    for name in ["a", "b"] { try shop.make(name) }
    let pack = try #require(try shop.packs.first)
    try damage("\(shop.root)/packs/\(pack)", at: 3)
    let report = try shop.open().verify()
    #expect(kinds(report) == [.damagedPack])
    #expect(try shop.sound() == ["a", "b"])
    #expect(try shop.open().verify().findings == [])
  }

  @Test func aPackWithNothingReadableIsPutAsideButANewerOneIsNot() throws {
    var shop = try Workshop()
    try shop.make("a")
    try shop.folder.write("store/packs/bad.pack", String(repeating: "garbage", count: 100))
    let newer = Array("MRDNPACK".utf8) + [9, 0, 0, 0, 0, 0, 0, 0] + Array("other frames".utf8)
    try shop.folder.write("store/packs/newer.pack", Data(newer))
    let report = try shop.open().verify()
    #expect(kinds(report) == [.damagedPack, .unreadable])
    #expect(!shop.folder.contains("store/packs/bad.pack"))
    #expect(shop.folder.contains("store/packs/newer.pack"))
    #expect(try shop.sound() == ["a"])
  }

  @Test func anIndexThatNamesResultsThatAreNotThereIsMadeAnew() throws {
    var shop = try Workshop()
    try shop.make("a")
    try DatabaseQueue(path: "\(shop.root)/index.sqlite").write {
      try $0.execute(sql: "UPDATE results SET frame = frame + 1")
    }
    let report = try shop.open().verify()
    #expect(kinds(report) == [.wrongIndex])
    #expect(try shop.open().verify().findings == [])
    #expect(try shop.sound() == ["a"])
  }

  @Test func aStoreThatIsOnlyReadIsCheckedAndLeftAsItIs() throws {
    var shop = try Workshop(packedBytes: 0)
    for name in ["good", "bad"] { try shop.make(name) }
    let (path, range) = try place(shop, "bad")
    try damage(path, at: range.lowerBound + 26)
    let before = try shop.content
    var options = StoreOptions()
    options.isReadOnly = true
    let store = try Store(at: shop.root, options: options)
    let report = try store.verify()
    #expect(report.isReadOnly)
    #expect(kinds(report) == [.damagedArtifact])
    #expect(report.findings.first?.quarantined == nil)
    #expect(try shop.content == before)
  }

  @Test func anyFlippedBitOfAPackIsFoundAndHealed() throws {
    var shop = try Workshop()
    for name in ["a", "b", "c"] { try shop.make(name, count: 4) }
    let pack = try #require(try shop.packs.first)
    let good = try bytes(of: "\(shop.root)/packs/\(pack)")
    for place in stride(from: 0, to: good.count, by: 31) {
      for name in try shop.packs { try remove("\(shop.root)/packs/\(name)") }
      try overwrite("\(shop.root)/packs/\(pack)", good)
      try shop.dropIndex()
      _ = try shop.open()
      try damage("\(shop.root)/packs/\(pack)", at: place)
      let report = try shop.open().verify()
      let left = try shop.names()
      #expect(try shop.sound() == left, "byte \(place)")
      #expect(left.count >= 1, "byte \(place): more than one result went")
      // A seal that is gone changes nothing that can be noticed.
      #expect(!report.findings.isEmpty || left.count == 3, "byte \(place)")
      #expect(try shop.open().verify().findings == [], "byte \(place)")
      try shop.dropIndex()
      #expect(try shop.sound() == left, "byte \(place)")
    }
  }

  @Test func countsAndRebuildingSayWhatIsThere() throws {
    var shop = try Workshop(packedBytes: 600)
    for name in ["a", "b"] { try shop.make(name) }
    try shop.make("large", count: 50_000)
    let store = try shop.open()
    try store.forget(shop.key("b"))
    let statistics = try store.statistics()
    #expect(statistics.results.count == 2)
    #expect(statistics.types.map(\.type) == ["example"])
    #expect(statistics.artifacts.count == 3)
    #expect(statistics.artifacts.rawBytes == 200_003 + 2 * 161 - 2)
    #expect(statistics.unnamed.count == 1)
    #expect(statistics.places[.objects]?.count == 1)
    #expect(statistics.unusedPackBytes > 0)
    #expect(statistics.places[.packs]?.count == (try shop.packs.count))
    let rebuilt = try store.rebuild()
    #expect(rebuilt.results == 2 && rebuilt.artifacts == 3 && rebuilt.forgotten == 1)
    #expect(rebuilt.objects.count == 1 && rebuilt.damaged == 0)
    _ = try store.collect(CollectionCriteria(maximumBytes: 1 << 40))
    let after = try store.statistics()
    #expect(after.unnamed.count == 0 && after.artifacts.count == 2)
    #expect(after.unusedPackBytes < statistics.unusedPackBytes)
  }
}
