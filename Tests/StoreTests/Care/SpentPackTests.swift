import Foundation
import Store
import TestSupport
import Testing

/// A collection that leaves nothing for the next one.
@Suite struct SpentPackTests {
  private let day = 86_400.0

  /// Collects, and looks whether another collection by the same criteria, and the counts, find anything left.
  private func expectNothingLeft(
    in shop: Workshop, _ criteria: CollectionCriteria,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let store = try shop.open()
    let sound = try shop.sound(in: store)
    #expect(try store.statistics().unusedPackBytes == 0, sourceLocation: sourceLocation)
    let content = try shop.content
    let again = try store.collect(criteria)
    #expect(again.total == FileAmount(), sourceLocation: sourceLocation)
    #expect(try shop.content == content, "written anew", sourceLocation: sourceLocation)
    // The files say the same as the index did.
    try store.rebuildIndex()
    #expect(try shop.sound(in: store) == sound, sourceLocation: sourceLocation)
    #expect(try store.statistics().unusedPackBytes == 0, sourceLocation: sourceLocation)
    #expect(try shop.open().verify().findings.isEmpty, sourceLocation: sourceLocation)
  }

  @Test(arguments: [0, 64 << 10])
  func `what says that results are gone goes with them`(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    for place in 0..<40 { try shop.make("\(place)", age: place % 2 == 0 ? 10 * day : 0) }
    let criteria = CollectionCriteria(age: day)
    let report = try shop.open().collect(criteria)
    #expect(report.results.count == 20)
    #expect(try shop.sound().count == 20)
    try expectNothingLeft(in: shop, criteria)
  }

  @Test func `where everything goes, no pack is left`() throws {
    var shop = try Workshop()
    for place in 0..<5 { try shop.make("\(place)", age: 10 * day) }
    let criteria = CollectionCriteria(age: day)
    _ = try shop.open().collect(criteria)
    #expect(try shop.packs.isEmpty)
    try expectNothingLeft(in: shop, criteria)
  }

  @Test func `records follow their artifacts, and nothing of them stays behind`() throws {
    let shop = try Workshop()
    // Results in one pack, their artifacts in another, with garbage, as runs and their workers leave them.
    var keys: [Digest] = []
    do {
      let (worker, run) = (try shop.open(), try shop.open())
      for place in 0..<10 {
        let kept = try worker.files.write([ExampleArray("kept \(place)", .int8, [9])])
        _ = try worker.files.write([ExampleArray("garbage \(place)", .int8, [9])])
        let result = exampleResult(key: "k\(place)", outputs: [kept])
        try run.record(result)
        try run.flush()
        keys.append(result.key)
      }
      #expect(try shop.packs.count == 2)
    }
    let criteria = CollectionCriteria(age: day)
    let report = try shop.open().collect(criteria)
    #expect(report.removed[.artifacts]?.count == 10)
    for store in [try shop.open(), try shop.open()] {
      for key in keys {
        let found = try #require(try store.result(for: key))
        try store.files.open(found.outputs[0].artifact).verify()
      }
      try store.rebuildIndex()
    }
    try expectNothingLeft(in: shop, criteria)
  }

  @Test func `of more packs than are open at a time, nothing stays behind either`() throws {
    // Each frame in a pack of its own.
    var shop = try Workshop(packBytes: 1)
    for place in 0..<50 {
      let sources = place % 2 == 1 && place > 2 ? ["\(place - 2)"] : []
      try shop.make("\(place)", from: sources, age: place % 2 == 0 ? 10 * day : 0)
    }
    // Results that name artifacts of several packs are written anew for each of them.
    let store = try shop.open()
    var outputs: [ArtifactReference] = []
    for place in 0..<150 {
      let array = ExampleArray("part \(place)", .int8, [9])
      if place % 3 != 0 { outputs.append(try store.files.write([array])) }
      _ = try store.files.write([ExampleArray("garbage \(place)", .int8, [9])])
    }
    let result = exampleResult(key: "many", outputs: outputs)
    try store.record(result)
    try store.flush()
    #expect(try shop.packs.count > 200)
    let criteria = CollectionCriteria(age: day)
    let report = try shop.open().collect(criteria)
    #expect(report.deferred == FileAmount())
    let found = try #require(try shop.open().result(for: result.key))
    #expect(found.outputs.count == 100)
    for output in found.outputs { try store.files.open(output.artifact).verify() }
    try expectNothingLeft(in: shop, criteria)
    #expect(try shop.open().result(for: result.key) != nil)
  }

  @Test func `what was forgotten by a run goes with the record, wherever it was said`() throws {
    var shop = try Workshop(packBytes: 1)
    for name in ["a", "b", "c"] { try shop.make(name) }
    do {
      let store = try shop.open()
      try store.forget(shop.key("a"))
      try shop.make("d")
      #expect(try store.statistics().unusedPackBytes > 0)
    }
    let criteria = CollectionCriteria(maximumBytes: 1 << 40)
    _ = try shop.open().collect(criteria)
    #expect(try shop.sound() == ["b", "c", "d"])
    try expectNothingLeft(in: shop, criteria)
  }

  @Test func `what takes back a record in a pack that stays, stays with it`() throws {
    let shop = try Workshop()
    let criteria = CollectionCriteria(age: day)
    do {
      // The record is of a living writer's pack, so its bytes cannot go yet.
      let writer = try shop.open()
      let old = exampleResult(
        key: "old", outputs: [], created: StoreClock.now - Int64(10 * day * 1e9))
      try writer.record(old)
      try writer.flush()
      try withExtendedLifetime(writer) {
        let other = try shop.open()
        let report = try other.collect(criteria)
        #expect(report.results.count == 1)
        try other.rebuildIndex()
        #expect(try other.result(for: old.key) == nil)
        // Again, and it is still taken back.
        _ = try other.collect(criteria)
        try other.rebuildIndex()
        #expect(try other.result(for: old.key) == nil)
      }
    }
    _ = try shop.open().collect(criteria)
    #expect(try shop.packs.isEmpty)
    try expectNothingLeft(in: shop, criteria)
  }

  @Test func `two results with one artifact in two packs use both`() throws {
    let shop = try Workshop()
    do {
      // Neither worker knows what the other wrote.
      let (first, second) = (try shop.open(), try shop.open())
      let array = ExampleArray("same", .int8, [9])
      let made = try [first, second].map { try $0.files.write([array]) }
      #expect(made[0].digest == made[1].digest && made[0].location != made[1].location)
      for (place, artifact) in made.enumerated() {
        try first.record(exampleResult(key: "k\(place)", outputs: [artifact]))
      }
      try first.flush()
    }
    let criteria = CollectionCriteria(age: day)
    _ = try shop.open().collect(criteria)
    try expectNothingLeft(in: shop, criteria)
    #expect(try shop.open().result(for: Digest.of(text: "k1")) != nil)
  }
}
