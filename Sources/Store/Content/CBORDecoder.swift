/// Reads the CBOR that `CBOREncoder` writes, from bytes that are not trusted.
package struct CBORDecoder {
  /// The bytes are not the item asked for.
  package struct Malformed: Error {
    package init() {}
  }

  /// The kinds of items.
  package enum Item { case integer, bytes, text, array, map, boolean, null, double }

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package var isAtEnd: Bool { position == bytes.count }

  package mutating func integer() throws(Malformed) -> Int64 {
    let (major, value) = try head()
    guard major <= 1, value <= UInt64(Int64.max) else { throw Malformed() }
    return major == 0 ? Int64(value) : -1 - Int64(value)
  }

  package mutating func int() throws(Malformed) -> Int { Int(try integer()) }

  package mutating func unsigned() throws(Malformed) -> UInt64 {
    let (major, value) = try head()
    guard major == 0 else { throw Malformed() }
    return value
  }

  package mutating func double() throws(Malformed) -> Double {
    guard bytes.count - position >= 9, bytes[position] == 0xfb else { throw Malformed() }
    let bits = bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt64.self)
    position += 9
    return Double(bitPattern: UInt64(bigEndian: bits))
  }

  package mutating func text() throws(Malformed) -> String { try text(like: nil) }

  /// The next text; the very `known` one if it is the same, so that it stands once in memory however often it is read.
  package mutating func text(like known: String?) throws(Malformed) -> String {
    let content = try content(major: 3)
    if var known, known.utf8.count == content.count,
      known.withUTF8({ content.elementsEqual(UnsafeRawBufferPointer($0)) })
    {
      return known
    }
    guard let text = String(validating: content, as: UTF8.self) else { throw Malformed() }
    return text
  }

  package mutating func digest() throws(Malformed) -> Digest {
    let content = try content(major: 2)
    guard content.count == 32 else { throw Malformed() }
    return Digest(loading: UnsafeRawBufferPointer(rebasing: content[...]), at: 0)
  }

  package mutating func arrayCount() throws(Malformed) -> Int { try count(major: 4) }

  package mutating func mapCount() throws(Malformed) -> Int { try count(major: 5) }

  private mutating func count(major wanted: UInt8) throws(Malformed) -> Int {
    let (major, count) = try head()
    guard major == wanted, count <= UInt64(bytes.count - position) else { throw Malformed() }
    return Int(count)
  }

  package mutating func boolean() throws(Malformed) -> Bool {
    guard position < bytes.count, bytes[position] & 0xfe == 0xf4 else { throw Malformed() }
    defer { position += 1 }
    return bytes[position] == 0xf5
  }

  /// What the next item is; nil at the end and for what is never written.
  package var next: Item? {
    guard position < bytes.count else { return nil }
    switch (bytes[position] >> 5, bytes[position]) {
    case (0, _), (1, _): return .integer
    case (2, _): return .bytes
    case (3, _): return .text
    case (4, _): return .array
    case (5, _): return .map
    case (_, 0xf4), (_, 0xf5): return .boolean
    case (_, 0xf6): return .null
    case (_, 0xfb): return .double
    default: return nil
    }
  }

  /// Skips a null and says whether there was one.
  package mutating func isNull() -> Bool {
    guard position < bytes.count, bytes[position] == 0xf6 else { return false }
    position += 1
    return true
  }

  private mutating func content(major: UInt8) throws(Malformed) -> UnsafeRawBufferPointer {
    let (found, count) = try head()
    guard found == major, count <= UInt64(bytes.count - position) else { throw Malformed() }
    defer { position += Int(count) }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(count)])
  }

  private mutating func head() throws(Malformed) -> (major: UInt8, value: UInt64) {
    guard position < bytes.count else { throw Malformed() }
    let first = bytes[position]
    let detail = first & 31
    position += 1
    if detail < 24 { return (first >> 5, UInt64(detail)) }
    guard detail <= 27, bytes.count - position >= 1 << (detail - 24) else { throw Malformed() }
    var value: UInt64 = 0
    for _ in 0..<(1 << Int(detail - 24)) {
      value = value << 8 | UInt64(bytes[position])
      position += 1
    }
    return (first >> 5, value)
  }
}
