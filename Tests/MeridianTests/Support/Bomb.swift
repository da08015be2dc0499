import Store

/// An archive of one container whose only chunk says it has 1 MiB, and is a zstd frame of 8 GiB of zeros.
enum Bomb {
  static var archive: [UInt8] {
    let container = self.container
    let table = CanonicalCBOR.array([
      .integer(1), .array([]), .array([]),
      .array([.array([.digest(digest), .integer(container.count)])]),
    ]).encoded()
    let head =
      Array("MFRM".utf8) + [1, 0, 0, 0] + little(UInt64(container.count)) + digest.bytes
    return Array("MRDNARCV".utf8) + little(UInt32(1)) + little(UInt32(0))
      + little(UInt64(table.count)) + Digest.of(table).bytes + table + head
      + Digest.of(head).bytes.prefix(16) + container
  }

  private static var container: [UInt8] {
    let chunk = zeros
    let directory =
      little(UInt16(1)) + Array("t".utf8) + little(UInt32(1)) + little(UInt32(1))
      + little(UInt16(1)) + Array("a".utf8) + [4, 1] + little(UInt64(1 << 20))
      + little(UInt32(1 << 20)) + little(UInt32(chunk.count)) + [1, 0, 0, 0] + hash.bytes
    let header = Array("MRDNARTF".utf8) + little(UInt32(1)) + little(UInt32(0))
    return header + chunk + directory + little(UInt64(directory.count))
      + Digest.of(header + directory).bytes + Array("MRDNEND\n".utf8)
  }

  private static var hash: Digest { Digest.of([UInt8](repeating: 0, count: 1 << 20)) }

  private static var digest: Digest {
    let array = CanonicalCBOR.array([
      .text("uint8"), .array([.integer(1 << 20)]), .integer(1 << 20), .bytes(hash.bytes),
    ])
    return Digest.of(
      .array([
        .text("meridian artifact"), .integer(1), .text("t"), .integer(1),
        .array([.array([.text("a"), .digest(Digest.of(array))])]),
      ]))
  }

  /// A zstd frame (RFC 8878) of run-length blocks of 128 KiB, four bytes each.
  private static var zeros: [UInt8] {
    var frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68]
    let blocks = 1 << 16
    for block in 0..<blocks {
      let header = UInt32(128 << 10) << 3 | 1 << 1 | (block == blocks - 1 ? 1 : 0)
      frame += little(header).prefix(3) + [0]
    }
    return frame
  }

  private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
