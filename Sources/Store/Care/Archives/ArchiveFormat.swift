/// The constants of archives; docs/store-format.md describes the whole.
enum ArchiveFormat {
  static let version: UInt32 = 1
  static let headerLength = 16
  /// The table of contents, and any record, may be this long.
  static let recordLimit = PackFormat.recordLimit

  static let header: [UInt8] = {
    var bytes = Array("MRDNARCV".utf8)
    bytes.append(little: version)
    bytes.append(little: UInt32(0))
    return bytes
  }()
}

/// What an archive holds, as it says itself at its beginning.
struct ArchiveContents {
  /// One frame: what it is called and how long its payload is.
  struct Entry: Equatable {
    let identity: Digest
    let length: Int
  }

  /// The artifacts that were asked for.
  var roots: [Digest] = []
  /// The result records, by the hash of their bytes.
  var results: [Entry] = []
  /// The containers, by the digest of the artifact.
  var artifacts: [Entry] = []

  func encoded() -> [UInt8] {
    var record = CBOREncoder()
    record.array(count: 4)
    record.integer(1)
    record.array(count: roots.count)
    for root in roots { record.digest(root) }
    for entries in [results, artifacts] {
      record.array(count: entries.count)
      for entry in entries {
        record.array(count: 2)
        record.digest(entry.identity)
        record.integer(Int64(entry.length))
      }
    }
    return record.bytes
  }

  init() {}

  init(decoding bytes: UnsafeRawBufferPointer) throws(CBORDecoder.Malformed) {
    var record = CBORDecoder(bytes)
    guard try record.arrayCount() == 4, try record.integer() == 1 else {
      throw CBORDecoder.Malformed()
    }
    for _ in 0..<(try record.arrayCount()) { roots.append(try record.digest()) }
    results = try ArchiveContents.entries(&record)
    artifacts = try ArchiveContents.entries(&record)
    guard record.isAtEnd else { throw CBORDecoder.Malformed() }
  }

  private static func entries(
    _ record: inout CBORDecoder
  ) throws(CBORDecoder.Malformed) -> [Entry] {
    var entries: [Entry] = []
    for _ in 0..<(try record.arrayCount()) {
      guard try record.arrayCount() == 2 else { throw CBORDecoder.Malformed() }
      entries.append(Entry(identity: try record.digest(), length: try record.int()))
    }
    return entries
  }
}
