/// A value with exactly one encoding as bytes (a subset of CBOR, RFC 8949), for hashing.
///
/// Integers take their shortest form, a `double` always 64 bits (floats are encoded by their bits),
/// maps have text keys sorted by their UTF-8 bytes, and lengths are definite.
public indirect enum CanonicalCBOR: Sendable {
  /// Null.
  case null
  /// A truth value.
  case bool(Bool)
  /// A signed integer.
  case integer(Int)
  /// An unsigned integer.
  case unsigned(UInt64)
  /// A floating-point number, by its bits.
  case double(Double)
  /// A text, as UTF-8.
  case text(String)
  /// A byte string.
  case bytes([UInt8])
  /// The 32 bytes of a digest, as a byte string.
  case digest(Digest)
  /// A list.
  case array([CanonicalCBOR])
  /// Named values; their order does not matter, names must differ.
  case map([(String, CanonicalCBOR)])

  /// The encoding.
  ///
  /// - Complexity: linear in the size of the encoding, plus sorting the maps.
  public func encoded() -> [UInt8] {
    var encoder = CBOREncoder()
    encoder.append(self)
    return encoder.bytes
  }
}

/// Appends canonical CBOR items to bytes.
package struct CBOREncoder {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ value: CanonicalCBOR) {
    switch value {
    case .null: bytes.append(0xf6)
    case .bool(let value): boolean(value)
    case .integer(let value): integer(Int64(value))
    case .unsigned(let value): head(0, value)
    case .double(let value): double(value)
    case .text(let value): text(value)
    case .bytes(let value): byteString(value)
    case .digest(let value): digest(value)
    case .array(let values):
      array(count: values.count)
      for value in values { append(value) }
    case .map(let entries):
      map(count: entries.count)
      for (name, value) in entries.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
        text(name)
        append(value)
      }
    }
  }

  package mutating func null() { bytes.append(0xf6) }

  package mutating func integer(_ value: Int64) {
    if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(-1 - value)) }
  }

  package mutating func unsigned(_ value: UInt64) { head(0, value) }

  package mutating func double(_ value: Double) {
    bytes.append(0xfb)
    withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func text(_ value: String) {
    var value = value
    value.withUTF8 {
      head(3, UInt64($0.count))
      bytes.append(contentsOf: $0)
    }
  }

  package mutating func byteString(_ value: [UInt8]) {
    head(2, UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func digest(_ value: Digest) {
    head(2, 32)
    value.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  package mutating func boolean(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }

  /// Begins a map; its names must follow sorted by their UTF-8 bytes, each with its value.
  package mutating func map(count: Int) { head(5, UInt64(count)) }

  package mutating func array(count: Int) { head(4, UInt64(count)) }

  private mutating func head(_ major: UInt8, _ value: UInt64) {
    let top = major << 5
    switch value {
    case 0..<24: bytes.append(top | UInt8(value))
    case ...0xff:
      bytes.append(top | 24)
      bytes.append(UInt8(value))
    case ...0xffff:
      bytes.append(top | 25)
      withUnsafeBytes(of: UInt16(value).bigEndian) { bytes.append(contentsOf: $0) }
    case ...0xffff_ffff:
      bytes.append(top | 26)
      withUnsafeBytes(of: UInt32(value).bigEndian) { bytes.append(contentsOf: $0) }
    default:
      bytes.append(top | 27)
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
  }
}
