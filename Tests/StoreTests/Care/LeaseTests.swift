import Dispatch
import Foundation
import Store
import Synchronization
import TestSupport
import Testing

@Suite struct LeaseTests {
  private let everything = CollectionCriteria(age: 0)

  @Test(arguments: [0, 64 << 10])
  func whatIsLookedUpUnderALeaseStaysUntilItsEnd(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    try shop.make("used", age: 9)
    try shop.make("unused", age: 9)
    let user = try shop.open()
    let lease = try user.takeLease()
    let found = try #require(try user.result(for: shop.key("used")))
    let report = try shop.open().collect(everything)
    #expect(report.results.map(\.stage) == ["unused"])
    #expect(report.kept == [.inUse: 1])
    #expect(report.leases == 1)
    // As it was found, whatever has been moved since.
    try user.files.open(found.outputs[0].artifact).verify()
    lease.release()
    #expect(try shop.open().collect(everything).results.map(\.stage) == ["used"])
    #expect(try shop.names().isEmpty)
  }

  @Test(arguments: [0, 64 << 10])
  func whatIsWrittenUnderALeaseStays(packedBytes: Int) throws {
    var shop = try Workshop(packedBytes: packedBytes)
    let user = try shop.open()
    let lease = try user.takeLease()
    defer { lease.release() }
    let made: ArtifactReference
    do {
      // By another process of the run, which has ended.
      var options = StoreOptions()
      options.packedBytes = packedBytes
      made = try ObjectFiles(root: shop.root, options: options).write([
        ExampleArray("a", .int32, [500])
      ])
    }
    let first = try shop.open().collect(everything)
    #expect(first.deferred.count == 1)
    try shop.make("result", in: user)
    #expect(try shop.open().collect(everything).results.isEmpty)
    try user.files.open(made).verify()
    #expect(try shop.sound(in: user) == ["result"])
  }

  @Test func aFileThatIsFoundToBeThereCountsAsYoung() throws {
    let shop = try Workshop(packedBytes: 0)
    let old = try shop.open().files.write([ExampleArray("a", .int32, [500])])
    let path = try shop.open().files.place(old).path
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -9999)], ofItemAtPath: path)
    let user = try shop.open()
    let lease = try user.takeLease()
    defer { lease.release() }
    let again = try user.files.write([ExampleArray("a", .int32, [500])])
    #expect(again == old)
    #expect(try shop.open().collect(everything).deferred.count == 1)
    try user.files.open(again).verify()
  }

  @Test func aLeaseLastsUntilAllWhoTookItReleaseIt() throws {
    var shop = try Workshop()
    try shop.make("a", age: 9)
    let user = try shop.open()
    let (first, second) = (try user.takeLease(), try user.takeLease())
    _ = try user.result(for: shop.key("a"))
    first.release()
    first.release()
    #expect(try shop.open().collect(everything).results.isEmpty)
    second.release()
    #expect(try leases(of: shop).isEmpty)
    #expect(try shop.open().collect(everything).results.count == 1)
  }

  @Test func aLeaseOfADeadProcessIsNone() throws {
    var shop = try Workshop()
    try shop.make("a", age: 9)
    let left = try leaseFile(of: shop, key: shop.key("a"))
    #expect(try shop.open().collect(everything).results.map(\.stage) == ["a"])
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test func aLeaseOfAnotherHostEndsTenMinutesAfterItsLastSignOfLife() throws {
    var shop = try Workshop()
    try shop.make("a", age: 9999)
    let left = try leaseFile(of: shop, key: shop.key("a"))
    var content = try bytes(of: left)
    // The first letter of the host's name.
    content[16] ^= 1
    try overwrite(left, content)
    #expect(try shop.open().collect(everything).kept == [.inUse: 1])
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -540)], ofItemAtPath: left)
    #expect(try shop.open().collect(everything).kept == [.inUse: 1])
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -660)], ofItemAtPath: left)
    #expect(try shop.open().collect(everything).results.map(\.stage) == ["a"])
    #expect(try leases(of: shop).isEmpty)
  }

  @Test func aStoreThatIsOnlyReadNeedsNoLease() throws {
    var shop = try Workshop()
    try shop.make("a")
    var options = StoreOptions()
    options.isReadOnly = true
    let store = try Store(at: shop.root, options: options)
    let lease = try store.takeLease()
    #expect(try store.result(for: shop.key("a")) != nil)
    lease.release()
    let error = #expect(throws: StoreError.self) { try store.collect(everything) }
    #expect(error?.code == .notWritable)
  }

  private func leases(of shop: Workshop) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(shop.root)/tmp/leases")
  }

  /// A lease file on a key as a process that was killed leaves it.
  private func leaseFile(of shop: Workshop, key: Digest) throws -> String {
    let store = try shop.open()
    let lease = try store.takeLease()
    _ = try store.result(for: key)
    let name = try #require(try leases(of: shop).first)
    let copy = "\(shop.root)/tmp/leases/left-\(name)"
    try FileManager.default.copyItem(atPath: "\(shop.root)/tmp/leases/\(name)", toPath: copy)
    lease.release()
    return copy
  }

  /// Runs that begin and end while collections remove everything they may: what a run has looked up or
  /// made, it can read to its end, and no result is ever left without its bytes.
  @Test(arguments: [0, 64 << 10])
  func collectionsBesideRunsTakeNothingThatIsUsed(packedBytes: Int) async throws {
    let shop = try Workshop(packedBytes: packedBytes)
    let tally = Tally()
    let runs = DispatchGroup()
    for task in 0..<3 {
      start(runs) {
        for round in 0..<25 {
          do {
            let problems = try Self.run(shop, seed: round * 3 + task)
            tally.failures.withLock { $0 += problems }
          } catch {
            tally.failures.withLock { $0.append("\(error)") }
          }
        }
      }
    }
    let collections = DispatchGroup()
    start(collections) {
      do {
        let store = try shop.open()
        repeat {
          let report = try store.collect(CollectionCriteria(age: 0))
          tally.collected.withLock { $0 += report.results.count }
        } while !tally.isOver.withLock { $0 }
      } catch {
        tally.failures.withLock { $0.append("\(error)") }
      }
    }
    await withCheckedContinuation { done in runs.notify(queue: .global()) { done.resume() } }
    tally.isOver.withLock { $0 = true }
    await withCheckedContinuation { done in
      collections.notify(queue: .global()) { done.resume() }
    }
    #expect(tally.failures.withLock { $0 } == [])
    #expect(tally.collected.withLock { $0 } > 0)
    let store = try shop.open()
    #expect(try store.verify().findings == [])
    try shop.dropIndex()
    #expect(try shop.open().verify().findings == [])
  }

  /// Looks twelve keys up, makes what is missing, and reads all of it at the end.
  private static func run(_ shop: Workshop, seed: Int) throws -> [String] {
    let store = try shop.open()
    let lease = try store.takeLease()
    defer { lease.release() }
    var problems: [String] = []
    var results: [StageResult] = []
    for number in 0..<12 {
      let name = "\((seed + number * number) % 17)"
      if let known = try store.result(for: Digest.of(text: name)) {
        results.append(known)
        continue
      }
      let array = ExampleArray("a", .int32, [200], seed: UInt64(name) ?? 0)
      let made = exampleResult(key: name, outputs: [try store.files.write([array])])
      try store.record(made)
      results.append(made)
    }
    for result in results {
      do {
        try store.files.open(result.outputs[0].artifact).verify()
      } catch {
        problems.append("\(error)")
      }
    }
    return problems
  }

  /// On a thread of its own: what blocks must not hold those that tests share.
  private func start(_ group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
    group.enter()
    Thread {
      body()
      group.leave()
    }.start()
  }

  private final class Tally: Sendable {
    let failures = Mutex<[String]>([])
    let collected = Mutex(0)
    let isOver = Mutex(false)
  }
}
