/// Groups the bytes of equal significance, which makes numbers of similar size compress better.
///
/// Byte j of element i goes to place j·n + i; a tail shorter than an element stays in place.
package enum ByteShuffle {
  package static func shuffle(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, width: Int
  ) {
    switch width {
    case 2: shuffle(source, into: target, as: UInt16.self)
    case 4: shuffle(source, into: target, as: UInt32.self)
    case 8: shuffle(source, into: target, as: UInt64.self)
    default: target.copyMemory(from: source)
    }
  }

  package static func unshuffle(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, width: Int
  ) {
    switch width {
    case 2: unshuffle(source, into: target, as: UInt16.self)
    case 4: unshuffle(source, into: target, as: UInt32.self)
    case 8: unshuffle(source, into: target, as: UInt64.self)
    default: target.copyMemory(from: source)
    }
  }

  /// Blocks of this many elements keep both sides in the first-level cache.
  private static let block = 2048

  @inline(__always)
  private static func shuffle<Word: FixedWidthInteger>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, as: Word.Type
  ) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let width = MemoryLayout<Word>.size
    let count = source.count / width
    let bytes = to.assumingMemoryBound(to: UInt8.self)
    for start in stride(from: 0, to: count, by: block) {
      let end = min(start + block, count)
      for byte in 0..<width {
        let lane = bytes + byte * count
        let shift = 8 * byte
        for index in start..<end {
          let word = Word(
            littleEndian: from.loadUnaligned(fromByteOffset: index &* width, as: Word.self))
          lane[index] = UInt8(truncatingIfNeeded: word &>> Word(truncatingIfNeeded: shift))
        }
      }
    }
    let done = count * width
    if done < source.count {
      (to + done).copyMemory(from: from + done, byteCount: source.count - done)
    }
  }

  @inline(__always)
  private static func unshuffle<Word: FixedWidthInteger>(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, as: Word.Type
  ) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let width = MemoryLayout<Word>.size
    let count = source.count / width
    let bytes = from.assumingMemoryBound(to: UInt8.self)
    for index in 0..<count {
      var word: Word = 0
      for byte in 0..<width {
        word |=
          Word(truncatingIfNeeded: bytes[byte &* count &+ index])
          &<< Word(truncatingIfNeeded: 8 &* byte)
      }
      to.storeBytes(of: word.littleEndian, toByteOffset: index &* width, as: Word.self)
    }
    let done = count * width
    if done < source.count {
      (to + done).copyMemory(from: from + done, byteCount: source.count - done)
    }
  }
}
