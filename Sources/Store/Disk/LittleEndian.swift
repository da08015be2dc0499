/// Appends and reads the fixed-width little-endian numbers of the store's files.
extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
  mutating func append(_ digest: Digest) {
    digest.withUnsafeBytes { append(contentsOf: $0) }
  }
}

/// Reads fields one after the other from bytes that are not trusted.
struct FieldReader {
  struct PastEnd: Error {}

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var remaining: Int { bytes.count - position }

  mutating func number<T: FixedWidthInteger>(_ type: T.Type) throws(PastEnd) -> T {
    let size = MemoryLayout<T>.size
    guard remaining >= size else { throw PastEnd() }
    defer { position += size }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
  }

  mutating func digest() throws(PastEnd) -> Digest {
    guard remaining >= 32 else { throw PastEnd() }
    defer { position += 32 }
    return Digest(loading: bytes, at: position)
  }

  mutating func bytes(_ count: Int) throws(PastEnd) -> UnsafeRawBufferPointer {
    guard count >= 0, remaining >= count else { throw PastEnd() }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }
}
