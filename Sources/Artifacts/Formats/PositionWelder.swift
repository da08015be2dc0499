/// Gives equal positions one index, in the order in which they first come.
///
/// An open-addressing table with linear probing that holds indices alone; 0 and −0 are equal.
struct PositionWelder {
  /// The distinct positions.
  private(set) var positions: [SIMD3<Double>] = []
  private var slots: [Int32]
  private var mask: Int

  /// - Parameter capacity: distinct positions that are expected, backed by what a file really holds.
  init(capacity: Int) {
    var size = 1024
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    mask = size - 1
    positions.reserveCapacity(capacity)
  }

  /// The index of a finite position.
  @inline(__always)
  mutating func index(of position: SIMD3<Double>) -> Int32 {
    // Adding 0 makes −0 into 0, so that equal positions have equal bits.
    let position = position + 0
    var slot = Self.hash(position) & mask
    while slots[slot] >= 0 {
      if positions[Int(slots[slot])] == position { return slots[slot] }
      slot = (slot + 1) & mask
    }
    let index = Int32(truncatingIfNeeded: positions.count)
    slots[slot] = index
    positions.append(position)
    if 2 * positions.count > slots.count { grow() }
    return index
  }

  private mutating func grow() {
    mask = 2 * slots.count - 1
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    for (index, position) in positions.enumerated() {
      var slot = Self.hash(position) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: index)
    }
  }

  @inline(__always)
  private static func hash(_ position: SIMD3<Double>) -> Int {
    var word = position.x.bitPattern &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ word >> 32 ^ position.y.bitPattern) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 32 ^ position.z.bitPattern) &* 0x94D0_49BB_1331_11EB
    return Int(truncatingIfNeeded: word >> 32 ^ word >> 8)
  }
}
