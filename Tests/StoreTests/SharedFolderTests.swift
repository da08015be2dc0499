import Foundation
import Store
import Synchronization
import TestSupport
import Testing

/// Hosts that share one folder, each with an index of its own and locks that the others do not see.
@Suite struct SharedFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func host(_ name: String, leaseSeconds: Double = 30) throws -> Store {
    var options = StoreOptions()
    options.isShared = true
    options.host = name
    options.leaseSeconds = leaseSeconds
    options.indexFolder = folder.path("index-\(name)")
    options.packedBytes = 1000
    return try Store(at: folder.path("shared"), options: options)
  }

  private func packs() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("shared/packs"))
  }

  @Test func `what one host made the other finds, though it opened before`() throws {
    let (one, two) = (try host("one"), try host("two"))
    let made = try one.files.write([ExampleArray("a", .float64, [7])])
    try one.record(exampleResult(key: "k", outputs: [made]))
    try one.flush()
    let found = try #require(try two.result(for: Digest.of(text: "k")))
    #expect(try two.files.open(found.outputs[0].artifact).read("a").count == 56)
    #expect(!folder.contains("shared/index.sqlite"))
    #expect(folder.contains("index-one/index.sqlite") && folder.contains("index-two/index.sqlite"))
  }

  @Test func `a result that both made is one result, the same for all`() throws {
    let (one, two) = (try host("one"), try host("two"))
    let large = ExampleArray("b", .float64, [1, 20_011])
    for (store, created) in [(one, Int64(20)), (two, 10)] {
      let made = try store.files.write([large])
      #expect(made.location == .object)
      try store.record(exampleResult(key: "k", outputs: [made], created: created))
      try store.flush()
    }
    let key = Digest.of(text: "k")
    for store in [try host("three"), try host("one"), try host("two")] {
      try store.rebuildIndex()
      let result = try #require(try store.result(for: key))
      #expect(result.created == 10)
      #expect(try store.files.open(result.outputs[0].artifact).read("b") == large.bytes)
    }
  }

  @Test func `no host goes on with a pack that another may be writing`() throws {
    for name in ["one", "two"] {
      let store = try host(name)
      _ = try store.files.write([ExampleArray("a", .int8, [3])])
    }
    // The first host's process is gone, and its lock with it.
    #expect(try packs().count == 2)
  }

  @Test func `what another host is writing is not taken for what a dead process left`() throws {
    _ = try host("one")
    try folder.write("shared/tmp/of-another-host.part", "bytes")
    try folder.write("shared/tmp/of-another-host.folder/file", "bytes")
    _ = try host("two")
    #expect(folder.contains("shared/tmp/of-another-host.part"))
    #expect(folder.contains("shared/tmp/of-another-host.folder/file"))
    for name in ["of-another-host.part", "of-another-host.folder"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -100_000)],
        ofItemAtPath: folder.path("shared/tmp/\(name)"))
    }
    _ = try host("three")
    #expect(!folder.contains("shared/tmp/of-another-host.part"))
    #expect(!folder.contains("shared/tmp/of-another-host.folder"))
  }

  @Test func `hosts that write at once, the same and other things, lose nothing`() throws {
    let stores = try ["one", "two", "three"].map { try host($0) }
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      do {
        for step in 0..<60 {
          // Every third key is everybody's.
          let key = step % 3 == 0 ? "all \(step)" : "\(index) \(step)"
          let length = step % 5 == 0 ? 1009 : 5
          let made = try stores[index].files.write([
            ExampleArray("a", .float64, [length], seed: UInt64(step))
          ])
          try stores[index].record(exampleResult(key: key, outputs: [made]))
          if step % 7 == 0 { try stores[index].flush() }
        }
        try stores[index].flush()
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let keys = (0..<60).flatMap { step in
      step % 3 == 0
        ? [Digest.of(text: "all \(step)")] : (0..<3).map { Digest.of(text: "\($0) \(step)") }
    }
    for store in stores + [try host("four")] {
      let found = try store.lookup(keys: keys)
      #expect(found.count == keys.count)
      for output in found.values.flatMap(\.outputs) {
        try store.files.open(output.artifact).verify()
      }
    }
  }

  private let key = Digest.of(text: "k")
  private var lockFile: String { "shared/tmp/locks/\(key.hex).lock" }

  private func touch(secondsAgo: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)],
      ofItemAtPath: folder.path(lockFile))
  }

  @Test func `what a living host computes another leaves alone, though it sees no kernel lock`()
    throws
  {
    let two = try host("two")
    // As it looks to a host that the first one's kernel lock does not reach.
    try folder.write(lockFile, "one\n")
    #expect(try two.tryLock(key) == nil)
    #expect(folder.contains(lockFile))
    try touch(secondsAgo: 20)
    #expect(try two.tryLock(key) == nil)
  }

  @Test func `what a dead host left goes to the next that asks, and nobody has to clear it away`()
    throws
  {
    let two = try host("two")
    try folder.write(lockFile, "one\n")
    try touch(secondsAgo: 40)
    let lock = try #require(try two.tryLock(key))
    #expect(try host("two").tryLock(key) == nil, "the kernel lock holds on this host")
    lock.release()
    #expect(!folder.contains(lockFile))
    // One that the same host left, dead and started anew at once, does not make it wait either.
    try folder.write(lockFile, "two\n")
    #expect(try two.tryLock(key) != nil)
  }

  @Test func `the holder of a lock shows again and again that it is alive`() throws {
    let store = try host("one", leaseSeconds: 0.3)
    let lock = try #require(try store.tryLock(key))
    try touch(secondsAgo: 1000)
    let deadline = ContinuousClock.now + .seconds(20)
    var age = 1000.0
    while age > 100, ContinuousClock.now < deadline {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(lockFile))
      age = -(try #require(attributes[.modificationDate] as? Date)).timeIntervalSinceNow
    }
    #expect(age < 100)
    lock.release()
  }

  @Test func `a lock that another host took over is not taken away from it`() throws {
    let one = try host("one")
    let lock = try #require(try one.tryLock(key))
    try folder.write(lockFile, "two\n")
    lock.release()
    #expect(folder.contains(lockFile))
  }

  @Test func `an index that is lost is made anew from the files`() throws {
    let one = try host("one")
    let made = try one.files.write([ExampleArray("a", .float64, [7])])
    try one.record(exampleResult(key: "k", outputs: [made]))
    try one.flush()
    try remove(folder.path("index-one"))
    #expect(try host("one").result(for: Digest.of(text: "k")) != nil)
  }

  @Test func `file systems that hosts share are told by the mount table`() {
    let table = """
      22 27 0:21 / /proc rw,relatime - proc proc rw
      30 27 0:44 / /home/data rw,relatime shared:7 - nfs4 server:/export rw,vers=4.2
      31 27 0:45 / /mnt/s\\040h rw - fuse.sshfs user@host: rw
      32 27 259:1 / / rw,relatime - ext4 /dev/nvme0n1p1 rw
      broken line
      """
    #expect(NetworkFolder.fileSystem(ofDevice: "0:44", in: table) == "nfs4")
    #expect(NetworkFolder.fileSystem(ofDevice: "0:45", in: table) == "fuse.sshfs")
    #expect(NetworkFolder.fileSystem(ofDevice: "259:1", in: table) == "ext4")
    #expect(NetworkFolder.fileSystem(ofDevice: "0:4", in: table) == nil)
    for type in ["nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "9p", "lustre", "ceph"] {
      #expect(NetworkFolder.isNetwork(type), "\(type)")
    }
    for type in ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "apfs"] {
      #expect(!NetworkFolder.isNetwork(type), "\(type)")
    }
    #expect(!NetworkFolder.isShared("/proc"))
    #expect(!NetworkFolder.isShared("/nowhere/at/all"))
  }
}
