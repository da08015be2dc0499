/// The counter-based generator Philox4x32-10.
///
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 4.
package enum Philox {
  /// The four words that the generator assigns to a counter under a key.
  package static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let first = UInt64(c0) &* 0xD251_1F53
      let second = UInt64(c2) &* 0xCD9E_8D57
      let x0 = UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0
      let x2 = UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1
      c1 = UInt32(truncatingIfNeeded: second)
      c3 = UInt32(truncatingIfNeeded: first)
      c0 = x0
      c2 = x2
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
