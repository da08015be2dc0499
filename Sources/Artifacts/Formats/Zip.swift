/// ZIP archives as NumPy writes them: entries stored or deflated, each with its CRC-32.
///
/// Reading follows the central directory (APPNOTE 6.3), zip64 included; writing stays below 4 GiB an
/// entry and archive.
enum Zip {
  struct Entry: Equatable {
    let name: String
    let bytes: [UInt8]
  }

  static func isZip(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0x50 && bytes[1] == 0x4b
      && (bytes[2] == 3 && bytes[3] == 4 || bytes[2] == 5 && bytes[3] == 6)
  }

  /// Reads all entries in directory order, checking sizes and CRCs.
  static func read(_ source: FileBytes, limit: Int = Gzip.defaultLimit) throws(FormatError)
    -> [Entry]
  {
    try source.requireContent()
    let directory = try ZipDirectory(source)
    var entries: [Entry] = []
    var room = limit
    var names: Set<String> = []
    for record in directory.records {
      let bytes = try extract(record, source, limit: room)
      room -= bytes.count
      guard names.insert(record.name).inserted else {
        throw error(source, .malformed, record.headerOffset, record.name, "is stored twice")
      }
      entries.append(Entry(name: record.name, bytes: bytes))
    }
    return entries
  }

  private static func extract(_ record: ZipDirectory.Record, _ source: FileBytes, limit: Int)
    throws(FormatError) -> [UInt8]
  {
    let bytes = source.bytes
    let offset = record.headerOffset
    func fail(_ code: FormatError.Code, _ problem: String) -> FormatError {
      error(source, code, offset, record.name, problem)
    }
    guard offset <= bytes.count - 30, ZipDirectory.word(bytes, offset) == 0x0403_4b50 else {
      throw fail(.malformed, "has no local header where the directory says")
    }
    let start =
      offset + 30 + ZipDirectory.half(bytes, offset + 26)
      + ZipDirectory.half(bytes, offset + 28)
    guard start <= bytes.count, record.packedSize <= bytes.count - start else {
      throw fail(.truncated, "reaches past the end of the file")
    }
    guard record.flags & 1 == 0 else { throw fail(.unsupported, "is encrypted") }
    guard record.size <= limit else {
      throw fail(.outOfRange, "expands to more than the allowed bytes")
    }
    let packed = start..<start + record.packedSize
    let content: [UInt8]
    switch record.method {
    case 0: content = Array(bytes[packed])
    case 8:
      let whole = try Gzip.inflate(source, range: packed, windowBits: -15, limit: record.size)
      content = whole.bytes
    default: throw fail(.unsupported, "uses compression method \(record.method)")
    }
    guard content.count == record.size else {
      throw fail(.malformed, "has \(content.count) bytes where the directory says \(record.size)")
    }
    guard Gzip.checksum(content) == record.checksum else {
      throw fail(.checksum, "does not match its CRC-32")
    }
    return content
  }

  static func error(
    _ source: FileBytes, _ code: FormatError.Code, _ offset: Int, _ entry: String?,
    _ problem: String
  ) -> FormatError {
    FormatError(
      code, file: source.name, place: .byte(offset), element: entry.map { "entry \"\($0)\"" },
      problem: problem,
      remedy: code == .unsupported ? "write it with numpy.savez" : "copy or write the file again")
  }

  /// Writes entries, deflated where that is smaller; the time stamps are constant.
  static func write(_ entries: [Entry], compressed: Bool, file: String) throws(FormatError)
    -> [UInt8]
  {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let deflated = compressed ? Gzip.deflate(entry.bytes, windowBits: -15, level: 6) : entry.bytes
      let isDeflated = compressed && deflated.count < entry.bytes.count
      let data = isDeflated ? deflated : entry.bytes
      guard archive.count + data.count + directory.count < 0xffff_0000,
        entry.bytes.count < 0xffff_0000, entries.count < 0xffff
      else {
        throw FormatError(
          .unsupported, file: file, element: "entry \"\(entry.name)\"",
          problem: "archives of 4 GiB and more are not written",
          remedy: "export the arrays one by one as .npy")
      }
      let name = Array(entry.name.utf8)
      var common: [UInt8] = [20, 0, 0, 8, isDeflated ? 8 : 0, 0]
      // 1 January 1980, the earliest date the format knows.
      common += [0, 0, 0x21, 0]
      common += little(Gzip.checksum(entry.bytes), 4)
      common += little(UInt32(data.count), 4) + little(UInt32(entry.bytes.count), 4)
      common += little(UInt32(name.count), 2) + [0, 0]
      let offset = little(UInt32(archive.count), 4)
      archive += [0x50, 0x4b, 3, 4] + common + name
      archive += data
      directory += [0x50, 0x4b, 1, 2, 20, 3] + common
      directory += [0, 0, 0, 0, 0, 0] + little(0o100644 << 16, 4) + offset + name
    }
    let count = little(UInt32(entries.count), 2)
    let end: [UInt8] =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count + little(UInt32(directory.count), 4)
      + little(UInt32(archive.count), 4) + [0, 0]
    return archive + directory + end
  }

  private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }
}
