import Foundation
import Store
import TestSupport
import Testing

@Suite struct CollectionTests {
  private let day = 86_400.0

  @Test func withoutACriterionNothingIsRemoved() throws {
    var shop = try Workshop()
    try shop.make("a", age: 1e9)
    let error = #expect(throws: StoreError.self) { try shop.open().collect(CollectionCriteria()) }
    #expect(error?.message.contains("age") == true)
    #expect(try shop.names() == ["a"])
  }

  @Test(arguments: [0, 64 << 10])
  func ageRemovesWhatIsOlderWithItsBytes(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    try shop.make("old", age: 40 * day, count: 4000)
    try shop.make("young", age: 2 * day)
    let before = try shop.storedBytes
    let report = try shop.open().collect(CollectionCriteria(age: 30 * day))
    #expect(report.results.map(\.stage) == ["old"])
    #expect(report.results.map(\.reason) == [.age])
    #expect(report.removed[.artifacts]?.count == 1)
    #expect(report.deferred == FileAmount())
    #expect(try shop.sound() == ["young"])
    #expect(try shop.storedBytes < before)
    #expect(try shop.open().reference(for: shop.digest("old")) == nil)
    try shop.dropIndex()
    #expect(try shop.sound() == ["young"])
    #expect(try shop.open().verify().findings.isEmpty)
  }

  @Test(arguments: [0, 64 << 10])
  func anArtifactStaysAsLongAsAResultNamesIt(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    try shop.make("old", age: 40 * day)
    let shared = try #require(shop.made["old"])
    let store = try shop.open()
    let heir = exampleResult(key: "heir", outputs: [shared])
    try store.record(heir)
    let report = try store.collect(CollectionCriteria(age: 30 * day))
    #expect(report.results.count == 1)
    #expect(report.removed[.artifacts] == nil)
    let found = try #require(try store.result(for: heir.key))
    try store.files.open(found.outputs[0].artifact).verify()
  }

  @Test func aRunThatUsedAResultMakesItYoung() throws {
    var shop = try Workshop()
    try shop.make("used", age: 40 * day)
    try shop.make("unused", age: 40 * day)
    let store = try shop.open()
    var run = RunRecord(pipeline: "p", file: "p.yml", status: .finished)
    run.stages = [RunStage(stage: "used", kind: "k", key: shop.key("used"), status: .hit)]
    run.finished = run.started
    try store.recordRun(run)
    _ = try store.collect(CollectionCriteria(age: 30 * day))
    #expect(try shop.names() == ["used"])
  }

  @Test func aPipelineKeepsItsResultsAndEverythingUpstream() throws {
    var shop = try Workshop()
    try shop.make("mesh", age: 9)
    try shop.make("laplacian", from: ["mesh"], age: 8)
    try shop.make("basis", from: ["laplacian"], age: 7)
    try shop.make("other", from: ["mesh"], age: 6)
    let report = try shop.open().collect(CollectionCriteria(keptKeys: [shop.key("basis")]))
    #expect(report.kept == [.pipeline: 3])
    #expect(report.results.map(\.reason) == [.unreachable])
    #expect(try shop.sound() == ["mesh", "laplacian", "basis"])
  }

  @Test func aPinKeepsAnArtifactWithEverythingUpstream() throws {
    var shop = try Workshop()
    try shop.make("mesh", age: 9 * day)
    try shop.make("basis", from: ["mesh"], age: 8 * day)
    try shop.make("other", from: ["basis"], age: 7 * day)
    let store = try shop.open()
    let digest = try shop.digest("basis")
    try store.pin(Pin(name: "paper/figure 3", digest: digest, reference: "p.yml:basis"))
    #expect(try store.pins().map(\.name) == ["paper/figure 3"])
    let report = try store.collect(CollectionCriteria(age: day))
    #expect(report.kept == [.pinned: 2])
    #expect(try shop.sound() == ["mesh", "basis"])
    #expect(try store.unpin("paper/figure 3"))
    #expect(try !store.unpin("paper/figure 3"))
    _ = try store.collect(CollectionCriteria(age: day))
    #expect(try shop.names().isEmpty)
  }

  @Test(arguments: [0, 64 << 10])
  func anArtifactThatWasPinnedWithoutAResultStays(packedBytes: Int) throws {
    let shop = try Workshop(packedBytes: packedBytes)
    let store = try shop.open()
    let (kept, gone) = (
      try store.files.write([ExampleArray("a", .int8, [9])]),
      try store.files.write([ExampleArray("b", .int8, [9])])
    )
    try store.pin(Pin(name: "p", digest: kept.digest))
    _ = try store.collect(CollectionCriteria(age: day))
    try store.rebuildIndex()
    try store.files.open(try #require(try store.reference(for: kept.digest))).verify()
    #expect(try store.reference(for: gone.digest) == nil)
  }

  @Test func namesOfPinsLeadNowhere() throws {
    let shop = try Workshop()
    let store = try shop.open()
    try store.pin(Pin(name: "../../escape", digest: Digest.of(text: "x")))
    #expect(!shop.folder.contains("escape.json"))
    #expect(try store.pins().map(\.name) == ["../../escape"])
    for name in ["", "a\u{1b}[31m", String(repeating: "x", count: 300)] {
      let error = #expect(throws: StoreError.self) {
        try store.pin(Pin(name: name, digest: Digest.of(text: "x")))
      }
      #expect(error?.code == .invalidName)
    }
  }

  @Test(arguments: [0, 64 << 10])
  func aBudgetIsMetByTheLeastRecentlyUsed(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    for (place, name) in ["a", "b", "c", "d"].enumerated() {
      try shop.make(name, age: Double(100 - place), count: 3000)
    }
    let store = try shop.open()
    let all = try store.collect(CollectionCriteria(maximumBytes: 1 << 40))
    #expect(all.results.isEmpty && all.keptBytes > 0)
    let report = try store.collect(CollectionCriteria(maximumBytes: all.keptBytes * 6 / 10))
    #expect(report.results.map(\.stage) == ["a", "b"])
    #expect(report.results.allSatisfy { $0.reason == .budget })
    #expect(report.keptBytes <= all.keptBytes * 6 / 10)
    #expect(try shop.sound() == ["c", "d"])
    #expect(try shop.storedBytes <= all.keptBytes * 6 / 10 + 2000)
  }

  @Test func aBudgetTakesNothingThatIsPinned() throws {
    var shop = try Workshop()
    try shop.make("pinned", age: 100, count: 3000)
    try shop.make("young", age: 1, count: 3000)
    let store = try shop.open()
    try store.pin(Pin(name: "p", digest: try shop.digest("pinned")))
    let report = try store.collect(CollectionCriteria(maximumBytes: 0))
    #expect(report.results.map(\.stage) == ["young"])
    #expect(report.keptBytes > 0)
    #expect(try shop.sound() == ["pinned"])
  }

  @Test func aDryRunSaysWhatWouldGoAndChangesNothing() throws {
    var shop = try Workshop(packedBytes: 600)
    for name in ["a", "b", "c"] { try shop.make(name, age: 10 * day, count: 40) }
    try shop.make("large", age: 10 * day, count: 4000)
    try shop.make("young")
    let before = try shop.content
    let store = try shop.open()
    let dry = try store.collect(CollectionCriteria(age: day), isDryRun: true)
    #expect(try shop.content == before)
    #expect(try shop.names() == ["a", "b", "c", "large", "young"])
    let wet = try store.collect(CollectionCriteria(age: day))
    #expect(dry.results == wet.results)
    #expect(dry.removed == wet.removed)
    #expect(dry.kept == wet.kept && dry.keptBytes == wet.keptBytes)
  }

  @Test func packsAreWrittenAnewWithoutGarbage() throws {
    var shop = try Workshop()
    for place in 0..<40 { try shop.make("\(place)", age: place % 2 == 0 ? 10 * day : 0) }
    let before = try shop.packs
    let held = try shop.open()
    _ = try held.lookup(keys: [shop.key("1")])
    let report = try shop.open().collect(CollectionCriteria(age: day))
    #expect(report.results.count == 20 && report.removed[.artifacts]?.count == 20)
    #expect(Set(try shop.packs).isDisjoint(with: before))
    let odd = Set((0..<40).filter { $0 % 2 == 1 }.map(String.init))
    // One that had the store open before, one that opens it now, one that makes the index anew.
    #expect(try shop.sound(in: held) == odd)
    #expect(try shop.sound() == odd)
    try shop.dropIndex()
    #expect(try shop.sound() == odd)
    for name in odd {
      let digest = try shop.digest(name)
      try held.files.open(try #require(try held.reference(for: digest))).verify()
    }
    // Nothing is left to do.
    let again = try shop.open().collect(CollectionCriteria(age: day))
    #expect(again.total == FileAmount())
  }

  @Test func recordsInAPackThatStaysFollowTheirArtifacts() throws {
    var shop = try Workshop()
    // The artifact in one pack, with garbage; the record in another, which a living writer owns.
    let worker = try shop.open()
    let kept = try worker.files.write([ExampleArray("kept", .int8, [9])])
    _ = try worker.files.write([ExampleArray("garbage", .int8, [9])])
    let writer = try shop.open()
    let result = exampleResult(key: "k", outputs: [kept])
    try writer.record(result)
    try writer.flush()
    try withExtendedLifetime(writer) {
      let report = try worker.collect(CollectionCriteria(age: day))
      #expect(report.removed[.artifacts]?.count == 1)
      for store in [worker, writer, try shop.open()] {
        let found = try #require(try store.result(for: result.key))
        #expect(found.outputs[0].artifact.location != kept.location)
        try store.files.open(found.outputs[0].artifact).verify()
      }
    }
    try shop.dropIndex()
    let found = try #require(try shop.open().result(for: result.key))
    try shop.open().files.open(found.outputs[0].artifact).verify()
    try shop.make("later")
  }

  @Test func aPackThatALivingProcessWritesIsLeftAlone() throws {
    let shop = try Workshop()
    let owner = try shop.open()
    let made = try owner.files.write([ExampleArray("a", .int8, [9])])
    let report = try shop.open().collect(CollectionCriteria(age: 0))
    #expect(report.deferred.count == 1)
    try owner.files.open(made).verify()
  }

  @Test func whatWasForgottenStaysForgotten() throws {
    var shop = try Workshop()
    for name in ["a", "b", "c"] { try shop.make(name, age: name == "c" ? 0 : 10 * day) }
    let store = try shop.open()
    try store.forget(shop.key("a"))
    for _ in 0..<3 {
      _ = try store.collect(CollectionCriteria(age: day))
      try store.rebuildIndex()
      #expect(try shop.names(in: store) == ["c"])
    }
  }

  @Test func laterRecordsOfAKeyGo() throws {
    let shop = try Workshop()
    let store = try shop.open()
    let made = try (0..<3).map {
      try store.files.write([ExampleArray("a", .int8, [9], seed: $0)])
    }
    for (place, artifact) in made.enumerated() {
      try store.record(
        exampleResult(
          key: "k", outputs: [artifact], created: StoreClock.now - 1_000_000 + Int64(place)))
    }
    let report = try store.collect(CollectionCriteria(maximumBytes: 1 << 40))
    #expect(report.results.map(\.reason) == [.superseded, .superseded])
    #expect(
      try store.result(for: Digest.of(text: "k"))?.outputs[0].artifact.digest == made[0].digest)
    try store.rebuildIndex()
    #expect(try store.producers(of: made[1].digest).isEmpty)
  }

  @Test func damageIsLeftToVerification() throws {
    var shop = try Workshop()
    for name in ["old", "a", "b"] { try shop.make(name, age: name == "old" ? 10 * day : 0) }
    let pack = try #require(try shop.packs.first)
    let place = shop.results["a"].map { $0.outputs[0].artifact.location }
    guard case .pack(_, let offset, _) = place else { return #expect(Bool(false)) }
    // The header of the frame, so that scanning passes over the artifact.
    try damage("\(shop.root)/packs/\(pack)", at: offset - 40)
    _ = try shop.open().collect(CollectionCriteria(age: day))
    #expect(try shop.packs.contains(pack))
    #expect(try shop.sound() == ["a", "b"])
  }
}
