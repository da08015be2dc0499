internal import Crypto

/// A SHA-256 value: the identity of an artifact's content, a file's bytes, or a stage's key.
///
/// Ordered as its 32 bytes are; written as 64 lower-case hexadecimal digits, in JSON too.
public struct Digest: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// The 32 bytes as four big-endian words, so that a digest needs no heap memory.
  package let words: (UInt64, UInt64, UInt64, UInt64)

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Creates a digest of its 32 bytes; nil if there are more or fewer.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    if let whole = bytes.withContiguousStorageIfAvailable({ Digest(loading: .init($0), at: 0) }) {
      self = whole
    } else {
      self = Array(bytes).withUnsafeBytes { Digest(loading: $0, at: 0) }
    }
  }

  /// The digests that lie one behind the other in `bytes`; what is left over at the end is passed over.
  package static func list(in bytes: [UInt8]) -> [Digest] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 32).map { Digest(loading: bytes, at: 32 * $0) }
    }
  }

  /// Reads 32 bytes at `offset`, which the caller has checked to be there.
  package init(loading bytes: UnsafeRawBufferPointer, at offset: Int) {
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8 * index, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// Parses 64 hexadecimal digits; nil for anything else.
  public init?(hex: some StringProtocol) {
    guard hex.utf8.count == 64 else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, digit) in hex.utf8.enumerated() {
      guard let value = hexValue(digit) else { return nil }
      words[index / 16] = words[index / 16] << 4 | UInt64(value)
    }
    self.words = (words[0], words[1], words[2], words[3])
  }

  /// The SHA-256 of `bytes`.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hasher = SHA256()
    hasher.update(bufferPointer: bytes)
    return Digest(hasher.finalize())
  }

  /// The SHA-256 of `bytes`.
  public static func of(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { of($0) } }

  /// The SHA-256 of the UTF-8 bytes of `text`.
  public static func of(text: String) -> Digest {
    var text = text
    return text.withUTF8 { of(UnsafeRawBufferPointer($0)) }
  }

  /// The SHA-256 of the canonical encoding of `value`.
  public static func of(_ value: CanonicalCBOR) -> Digest { of(value.encoded()) }

  init(_ finished: SHA256Digest) {
    self = finished.withUnsafeBytes { Digest(loading: $0, at: 0) }
  }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    withUnsafeBytes { bytes in
      String(unsafeUninitializedCapacity: 64) { text in
        for (index, byte) in bytes.enumerated() {
          text[2 * index] = hexDigit(byte >> 4)
          text[2 * index + 1] = hexDigit(byte & 15)
        }
        return 64
      }
    }
  }

  /// The first 12 hexadecimal digits, for display.
  public var short: String { String(hex.prefix(12)) }

  /// The hexadecimal digits.
  public var description: String { hex }

  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let big = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return Swift.withUnsafeBytes(of: big, body)
  }

  /// Whether both are the same 32 bytes.
  public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  /// The order of the bytes.
  public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

  /// Feeds the first 64 bits, which are as random as any.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  /// Reads the hexadecimal form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(hex: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is not 64 hexadecimal digits")
    }
    self = digest
  }

  /// Writes the hexadecimal form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }

/// The value of an ASCII hexadecimal digit of either case.
package func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 97...102: digit - 87
  case 65...70: digit - 55
  default: nil
  }
}

/// A SHA-256 in progress.
package struct DigestBuilder {
  private var hasher = SHA256()

  /// Of nothing, so far.
  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hasher.update(bufferPointer: bytes)
  }

  /// The digest of all bytes.
  package func finish() -> Digest { Digest(hasher.finalize()) }
}
