/// The central directory of a ZIP archive.
struct ZipDirectory {
  struct Record {
    let name: String
    let flags: Int
    let method: Int
    let checksum: UInt32
    var packedSize: Int
    var size: Int
    var headerOffset: Int
  }

  var records: [Record] = []

  init(_ source: FileBytes) throws(FormatError) {
    let bytes = source.bytes
    guard let end = Self.findEnd(bytes) else {
      throw Zip.error(
        source, .truncated, bytes.count, nil, "this is no complete ZIP archive: it has no directory"
      )
    }
    var count = Self.half(bytes, end + 10)
    var offset = Int(Self.word(bytes, end + 16))
    if count == 0xffff || offset == 0xffff_ffff,
      end >= 20, Self.word(bytes, end - 20) == 0x0706_4b50,
      let wide = Self.long(bytes, end - 12), wide <= bytes.count - 56,
      Self.word(bytes, wide) == 0x0606_4b50,
      let wideCount = Self.long(bytes, wide + 32), let wideOffset = Self.long(bytes, wide + 48)
    {
      count = wideCount
      offset = wideOffset
    }
    // A record takes at least 46 bytes.
    guard offset <= end, count <= (end - offset) / 46 else {
      throw Zip.error(
        source, .malformed, end, nil, "the directory's place or length is outside the archive")
    }
    for _ in 0..<count {
      guard offset <= end - 46, Self.word(bytes, offset) == 0x0201_4b50 else {
        throw Zip.error(source, .malformed, offset, nil, "the directory is damaged")
      }
      let nameEnd = offset + 46 + Self.half(bytes, offset + 28)
      let extraEnd = nameEnd + Self.half(bytes, offset + 30)
      let next = extraEnd + Self.half(bytes, offset + 32)
      guard next <= end else {
        throw Zip.error(source, .truncated, offset, nil, "the directory is damaged")
      }
      var record = Record(
        name: String(decoding: bytes[offset + 46..<nameEnd], as: UTF8.self),
        flags: Self.half(bytes, offset + 8), method: Self.half(bytes, offset + 10),
        checksum: Self.word(bytes, offset + 16), packedSize: Int(Self.word(bytes, offset + 20)),
        size: Int(Self.word(bytes, offset + 24)), headerOffset: Int(Self.word(bytes, offset + 42)))
      guard Self.widen(&record, bytes, nameEnd..<extraEnd) else {
        throw Zip.error(source, .malformed, offset, record.name, "has a damaged zip64 field")
      }
      records.append(record)
      offset = next
    }
  }

  /// Replaces 32-bit fields that are all ones by those of the zip64 extra field.
  private static func widen(_ record: inout Record, _ bytes: [UInt8], _ extra: Range<Int>) -> Bool {
    let marks = [record.size, record.packedSize, record.headerOffset]
    guard marks.contains(0xffff_ffff) else { return true }
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let end = place + 4 + half(bytes, place + 2)
      guard end <= extra.upperBound else { return false }
      if half(bytes, place) == 1 {
        var values: [Int] = []
        var field = place + 4
        for mark in marks {
          guard mark == 0xffff_ffff else {
            values.append(mark)
            continue
          }
          guard field + 8 <= end, let value = long(bytes, field) else { return false }
          values.append(value)
          field += 8
        }
        (record.size, record.packedSize, record.headerOffset) = (values[0], values[1], values[2])
        return true
      }
      place = end
    }
    return false
  }

  /// The offset of the end-of-directory record, at most 64 KiB (its comment) before the file's end.
  private static func findEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let last = bytes.count - 22
    for place in stride(from: last, through: max(0, last - 0xffff), by: -1)
    where word(bytes, place) == 0x0605_4b50 {
      if place + 22 + half(bytes, place + 20) == bytes.count { return place }
    }
    return nil
  }

  static func half(_ bytes: [UInt8], _ at: Int) -> Int {
    Int(bytes[at]) | Int(bytes[at + 1]) << 8
  }

  static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    UInt32(half(bytes, at)) | UInt32(half(bytes, at + 2)) << 16
  }

  /// A 64-bit number; nil if it exceeds Int or could overflow when added to.
  private static func long(_ bytes: [UInt8], _ at: Int) -> Int? {
    let value = UInt64(word(bytes, at)) | UInt64(word(bytes, at + 4)) << 32
    return value < 1 << 62 ? Int(value) : nil
  }
}
