#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What the living leases of a store protect.
struct LeasesInForce: Sendable {
  /// How many there are.
  var count = 0
  /// Files written since then stay, in nanoseconds since 1970 by their file system.
  private(set) var files: Int64 = .max
  /// Results recorded since then stay, in nanoseconds since 1970 by their host.
  private(set) var records: Int64 = .max
  /// The keys whose results stay.
  var keys: Set<Digest> = []

  /// Adds what others protect.
  mutating func form(_ other: LeasesInForce) {
    count = max(count, other.count)
    protect(files: other.files, records: other.records)
    keys.formUnion(other.keys)
  }

  /// Protects what is younger than these times.
  mutating func protect(files: Int64, records: Int64) {
    self.files = min(self.files, files)
    self.records = min(self.records, records)
  }
}

/// Reads the leases of a store and removes those whose process or host is gone.
struct LeaseRegister {
  let folder: String
  /// After this time without a sign of life a lease of another host is over, in nanoseconds.
  static let expiry: Int64 = 600_000_000_000
  /// How far the clocks of two hosts may differ, in nanoseconds.
  static let clockSkew: Int64 = 300_000_000_000

  /// The leases in force; the caller holds the gate alone.
  ///
  /// - Parameter now: the time by the clock of the store's files.
  func read(now: Int64) throws -> LeasesInForce {
    var leases = LeasesInForce()
    for name in try Folder.names(in: folder) where name.hasSuffix(LeaseFile.ending) {
      // One that its owner removes meanwhile is none.
      guard let file = try? Descriptor(path: "\(folder)/\(name)", flags: O_RDWR) else { continue }
      let isUnlocked = try file.tryLock()
      let content = parse(try file.read(count: try file.size(), at: 0))
      let isForeign = content.map { $0.host != HostIdentity.current } ?? false
      let hasExpired = try now - file.modified() > LeaseRegister.expiry
      if isUnlocked, !isForeign || hasExpired {
        unlink(file.path)
        continue
      }
      leases.count += 1
      guard let content else {
        // Of a newer version: what it uses is not known, so everything stays.
        leases.protect(files: 0, records: 0)
        continue
      }
      let skew = isForeign ? LeaseRegister.clockSkew : 0
      leases.protect(files: content.files - skew, records: content.records - skew)
      leases.keys.formUnion(content.keys)
    }
    return leases
  }

  private struct Content {
    let host: String
    let files: Int64
    let records: Int64
    var keys: [Digest] = []
  }

  private func parse(_ bytes: [UInt8]) -> Content? {
    bytes.withUnsafeBytes { bytes in
      var fields = FieldReader(bytes)
      guard let magic = try? fields.bytes(LeaseFile.magic.count),
        magic.elementsEqual(LeaseFile.magic),
        (try? fields.number(UInt32.self)) == LeaseFile.version,
        let length = try? fields.number(UInt32.self),
        let host = try? fields.bytes(Int(length)), let files = try? fields.number(UInt64.self),
        let records = try? fields.number(UInt64.self)
      else { return nil }
      var content = Content(
        host: String(decoding: host, as: UTF8.self), files: Int64(bitPattern: files),
        records: Int64(bitPattern: records))
      // What a torn write left behind the last whole key is none.
      while let key = try? fields.digest() { content.keys.append(key) }
      return content
    }
  }
}
