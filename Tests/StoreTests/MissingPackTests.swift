import Foundation
import Store
import TestSupport
import Testing

/// Packs that are lost: what they held is missing, and the store is as usable as before.
@Suite struct MissingPackTests {
  @Test func aLostPackDoesNotKeepTheStoreFromOpeningAfterADeath() throws {
    let folder = try TemporaryFolder()
    let root = folder.path("store")
    var options = StoreOptions()
    options.flushMilliseconds = 600_000
    // Written by another process, so that it lies in another pack than the records.
    let worker = try ObjectFiles(root: root)
    let elsewhere = try worker.write([ExampleArray("a", .int32, [5])])
    let store = try Store(at: root, options: options)
    let own = try store.files.write([ExampleArray("b", .int32, [5])])
    try store.record(exampleResult(key: "lost", outputs: [elsewhere]))
    try store.flush()
    try store.record(exampleResult(key: "unsealed", outputs: [own]))
    // As a process that was killed now leaves it, without the pack of the other and without the index.
    let left = folder.path("left")
    try FileManager.default.copyItem(atPath: root, toPath: left)
    guard case .pack(let name, _, _) = elsewhere.location,
      case .pack(let other, _, _) = own.location
    else {
      Issue.record("small artifacts lie in packs")
      return
    }
    #expect(name != other)
    try remove("\(left)/packs/\(name)")
    for name in try FileManager.default.contentsOfDirectory(atPath: left)
    where name.hasPrefix("index.sqlite") {
      try remove("\(left)/\(name)")
    }
    let opened = try Store(at: left)
    let found = try #require(try opened.result(for: Digest.of(text: "unsealed")))
    try opened.files.open(found.outputs[0].artifact).verify()
    if let lost = try opened.result(for: Digest.of(text: "lost")) {
      let error = #expect(throws: StoreError.self) {
        try opened.files.open(lost.outputs[0].artifact)
      }
      #expect(error?.code == .missing)
    }
  }
}
