/// The constants and frame headers of packs; docs/store-format.md describes them.
enum PackFormat {
  static let version: UInt32 = 1
  static let headerLength = 16
  static let frameHeaderLength = 64
  static let frameMagic: [UInt8] = Array("MFRM".utf8)
  /// Records are small; anything larger in a frame header is damage.
  static let recordLimit = 64 << 20

  static let header: [UInt8] = {
    var bytes = Array("MRDNPACK".utf8)
    bytes.append(little: version)
    bytes.append(little: UInt32(0))
    return bytes
  }()

  /// Whether a name is a pack's, and no path that leads elsewhere.
  static func isPackName(_ name: String) -> Bool {
    name.hasSuffix(".pack") && !name.hasPrefix(".") && !name.utf8.contains(UInt8(ascii: "/"))
  }
}

/// What a frame of a pack holds.
enum FrameKind: UInt8 {
  /// The container of a small artifact; its identity is the artifact's digest.
  case artifact = 1
  /// A stage's result; its identity is the SHA-256 of the payload, as for those below.
  case result = 2
  /// The results that must no longer be used.
  case forgotten = 3
  /// The offset from which on the results before this frame are durable with what they name.
  case seal = 4
}

/// The head of a frame.
struct FrameHeader {
  let kind: FrameKind
  let length: Int
  let identity: Digest

  func encoded() -> [UInt8] {
    var bytes = PackFormat.frameMagic
    bytes.append(kind.rawValue)
    bytes.append(contentsOf: [0, 0, 0])
    bytes.append(little: UInt64(length))
    bytes.append(identity)
    bytes.append(contentsOf: Digest.of(bytes).bytes.prefix(16))
    return bytes
  }

  init(kind: FrameKind, length: Int, identity: Digest) {
    self.kind = kind
    self.length = length
    self.identity = identity
  }

  /// Parses a header; nil if these 64 bytes are none.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == PackFormat.frameHeaderLength, bytes.starts(with: PackFormat.frameMagic)
    else { return nil }
    let checked = Array(bytes.prefix(48))
    guard Digest.of(checked).bytes.prefix(16) == bytes.suffix(16),
      let kind = FrameKind(rawValue: checked[4])
    else { return nil }
    let length = checked.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
    guard length < 1 << 60 else { return nil }
    self.kind = kind
    self.length = Int(length)
    identity = checked.withUnsafeBytes { Digest(loading: $0, at: 16) }
  }
}
