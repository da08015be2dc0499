/// Groups the bytes of equal significance, which makes numbers of similar size compress better.
///
/// Byte j of element i goes to place j·n + i; a tail shorter than an element stays in place.
/// Words are halved step by step, 8 → 4 → 2 → 1 bytes, and joined the other way round: each step is a loop over two
/// streams, which the compiler turns into vector instructions where one over eight lanes stays scalar.
package enum ByteShuffle {
  package static func shuffle(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, width: Int
  ) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let count = source.count / max(width, 1)
    switch width {
    case 2: split(from, to, to + count, count, as: UInt16.self, UInt8.self)
    case 4: shuffle4(from, to, count)
    case 8: shuffle8(from, to, count)
    default: return target.copyMemory(from: source)
    }
    let done = count * width
    (to + done).copyMemory(from: from + done, byteCount: source.count - done)
  }

  package static func unshuffle(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, width: Int
  ) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let count = source.count / max(width, 1)
    switch width {
    case 2: join(from, from + count, to, count, as: UInt16.self, UInt8.self)
    case 4: unshuffle4(from, to, count)
    case 8: unshuffle8(from, to, count)
    default: return target.copyMemory(from: source)
    }
    let done = count * width
    (to + done).copyMemory(from: from + done, byteCount: source.count - done)
  }

  /// The elements a block has: what lies between two steps stays in the first-level cache.
  private static let block = 1024

  /// Calls `body` with the start and length of each block and with room for `width` bytes an element.
  @inline(__always)
  private static func forEachBlock(
    _ count: Int, width: Int, _ body: (Int, Int, UnsafeMutableRawPointer) -> Void
  ) {
    withUnsafeTemporaryAllocation(byteCount: width * block, alignment: 64) { room in
      guard let between = room.baseAddress else { return }
      for start in stride(from: 0, to: count, by: block) {
        body(start, min(block, count - start), between)
      }
    }
  }

  private static func shuffle4(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
  ) {
    forEachBlock(count, width: 4) { start, length, halves in
      let lane = to + start
      let high = halves + 2 * block
      split(from + 4 * start, halves, high, length, as: UInt32.self, UInt16.self)
      split(halves, lane, lane + count, length, as: UInt16.self, UInt8.self)
      split(high, lane + 2 * count, lane + 3 * count, length, as: UInt16.self, UInt8.self)
    }
  }

  private static func unshuffle4(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
  ) {
    forEachBlock(count, width: 4) { start, length, halves in
      let lane = from + start
      let high = halves + 2 * block
      join(lane, lane + count, halves, length, as: UInt16.self, UInt8.self)
      join(lane + 2 * count, lane + 3 * count, high, length, as: UInt16.self, UInt8.self)
      join(halves, high, to + 4 * start, length, as: UInt32.self, UInt16.self)
    }
  }

  private static func shuffle8(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
  ) {
    forEachBlock(count, width: 16) { start, length, halves in
      let quarters = halves + 8 * block
      split(from + 8 * start, halves, halves + 4 * block, length, as: UInt64.self, UInt32.self)
      for half in 0..<2 {
        let quarter = quarters + 4 * half * block
        split(
          halves + 4 * half * block, quarter, quarter + 2 * block, length,
          as: UInt32.self, UInt16.self)
      }
      for quarter in 0..<4 {
        let lane = to + start + 2 * quarter * count
        split(
          quarters + 2 * quarter * block, lane, lane + count, length, as: UInt16.self, UInt8.self)
      }
    }
  }

  private static func unshuffle8(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int
  ) {
    forEachBlock(count, width: 16) { start, length, halves in
      let quarters = halves + 8 * block
      for quarter in 0..<4 {
        let lane = from + start + 2 * quarter * count
        join(
          lane, lane + count, quarters + 2 * quarter * block, length, as: UInt16.self, UInt8.self)
      }
      for half in 0..<2 {
        let quarter = quarters + 4 * half * block
        join(
          quarter, quarter + 2 * block, halves + 4 * half * block, length,
          as: UInt32.self, UInt16.self)
      }
      join(halves, halves + 4 * block, to + 8 * start, length, as: UInt64.self, UInt32.self)
    }
  }

  /// Writes the lower halves of the words at `from` to `low`, the upper to `high`.
  @inline(__always)
  private static func split<Word: FixedWidthInteger, Half: FixedWidthInteger>(
    _ from: UnsafeRawPointer, _ low: UnsafeMutableRawPointer, _ high: UnsafeMutableRawPointer,
    _ count: Int, as: Word.Type, _: Half.Type
  ) {
    let size = MemoryLayout<Half>.size
    for index in 0..<count {
      let word = Word(
        littleEndian: from.loadUnaligned(fromByteOffset: 2 &* size &* index, as: Word.self))
      let upper = word &>> Word(truncatingIfNeeded: 8 &* size)
      low.storeBytes(
        of: Half(truncatingIfNeeded: word).littleEndian, toByteOffset: size &* index,
        as: Half.self)
      high.storeBytes(
        of: Half(truncatingIfNeeded: upper).littleEndian, toByteOffset: size &* index,
        as: Half.self)
    }
  }

  /// The inverse of `split`.
  @inline(__always)
  private static func join<Word: FixedWidthInteger, Half: FixedWidthInteger>(
    _ low: UnsafeRawPointer, _ high: UnsafeRawPointer, _ to: UnsafeMutableRawPointer,
    _ count: Int, as: Word.Type, _: Half.Type
  ) {
    let size = MemoryLayout<Half>.size
    for index in 0..<count {
      let lower = Half(
        littleEndian: low.loadUnaligned(fromByteOffset: size &* index, as: Half.self))
      let upper = Half(
        littleEndian: high.loadUnaligned(fromByteOffset: size &* index, as: Half.self))
      let word =
        Word(truncatingIfNeeded: lower)
        | Word(truncatingIfNeeded: upper) &<< Word(truncatingIfNeeded: 8 &* size)
      to.storeBytes(of: word.littleEndian, toByteOffset: 2 &* size &* index, as: Word.self)
    }
  }
}
