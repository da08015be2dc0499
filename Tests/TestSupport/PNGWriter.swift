/// Writes PNG files of any kind, uncompressed, for tests of what reads them.
public enum PNGWriter {
  /// What the samples of a pixel are; the raw value is the format's number.
  public enum Color: UInt8, Sendable {
    /// One sample.
    case grey = 0
    /// Three.
    case rgb = 2
    /// One, a place in the palette.
    case palette = 3
    /// Two.
    case greyAlpha = 4
    /// Four.
    case rgba = 6
  }

  /// A file.
  ///
  /// - Parameters:
  ///   - rows: the bytes of each row as the format packs them, 16-bit samples high byte first.
  ///   - chunks: what comes before the pixels, such as a palette.
  public static func file(
    width: Int, bits: UInt8 = 8, _ color: Color, rows: [[UInt8]],
    chunks: [(name: String, bytes: [UInt8])] = []
  ) -> [UInt8] {
    let head = join(big(UInt32(width)), big(UInt32(rows.count)), [bits, color.rawValue, 0, 0, 0])
    let pixels = rows.flatMap { join([0], $0) }
    return join(
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], chunk("IHDR", head),
      chunks.flatMap { chunk($0.name, $0.bytes) }, chunk("IDAT", stored(pixels)),
      chunk("IEND", []))
  }

  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let content = join(Array(name.utf8), bytes)
    return join(big(UInt32(bytes.count)), content, big(checksum(content)))
  }

  /// A zlib stream of one stored block.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count <= 65_535, "one stored block holds 65,535 bytes")
    let size = UInt16(bytes.count)
    let sizes = [UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return join([0x78, 0x01, 1], sizes, bytes, big(b << 16 | a))
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
        rest & 1 == 1 ? 0xedb8_8320 ^ (rest >> 1) : rest >> 1
      }
    }
  }

  private static func join(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }

  private static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
