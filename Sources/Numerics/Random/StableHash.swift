/// A hash of strings and integers that is the same on every machine and in every release.
///
/// FNV-1a with 128 bits over the bytes, each string preceded by its length, and the finalizer of MurmurHash3
/// over either half. It names random streams; it is not cryptographic.
struct StableHash {
  private var state: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D

  mutating func combine(_ value: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      combine(byte: UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func combine(_ text: String) {
    combine(UInt64(text.utf8.count))
    for byte in text.utf8 { combine(byte: byte) }
  }

  var value: (low: UInt64, high: UInt64) {
    let low = UInt64(truncatingIfNeeded: state)
    let high = UInt64(truncatingIfNeeded: state >> 64)
    return (Self.finalized(low ^ high.byteSwapped), Self.finalized(high))
  }

  private mutating func combine(byte: UInt8) {
    state ^= UInt128(byte)
    state = state &* 0x0000_0000_0100_0000_0000_0000_0000_013B
  }

  private static func finalized(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed ^= mixed >> 33
    mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed >> 33
    mixed = mixed &* 0xC4CE_B9FE_1A85_EC53
    mixed ^= mixed >> 33
    return mixed
  }
}
