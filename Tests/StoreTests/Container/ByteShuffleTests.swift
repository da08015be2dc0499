import Store
import Testing

@Suite struct ByteShuffleTests {
  /// Lengths in elements around the blocks that the kernels work in.
  static let lengths = [0, 1, 2, 3, 7, 15, 16, 17, 63, 1023, 1024, 1025, 2047, 2049, 5000]

  @Test(arguments: [1, 2, 3, 4, 5, 8, 16], lengths)
  func bytesLieWhereTheFormatSays(width: Int, length: Int) {
    for tail in 0..<width {
      let source = ByteShuffleTests.bytes(width * length + tail)
      var expected = source
      if [2, 4, 8].contains(width) {
        for element in 0..<length {
          for byte in 0..<width {
            expected[byte * length + element] = source[element * width + byte]
          }
        }
      }
      let shuffled = ByteShuffleTests.apply(ByteShuffle.shuffle, to: source, width: width)
      #expect(shuffled == expected, "width \(width), \(length) elements, tail \(tail)")
      let back = ByteShuffleTests.apply(ByteShuffle.unshuffle, to: shuffled, width: width)
      #expect(back == source, "width \(width), \(length) elements, tail \(tail)")
    }
  }

  private static func bytes(_ count: Int) -> [UInt8] {
    var state: UInt64 = 7
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  /// The result, from an unaligned start and into the middle of bytes that must stay as they are.
  private static func apply(
    _ transform: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer, Int) -> Void,
    to source: [UInt8], width: Int
  ) -> [UInt8] {
    let guarded = [UInt8](repeating: 0xA5, count: source.count + 65)
    var target = guarded
    ([0] + source).withUnsafeBytes { from in
      target.withUnsafeMutableBytes { to in
        transform(
          UnsafeRawBufferPointer(rebasing: from[1...]),
          UnsafeMutableRawBufferPointer(rebasing: to[1..<1 + source.count]), width)
      }
    }
    #expect(target[0] == 0xA5 && target[(1 + source.count)...].allSatisfy { $0 == 0xA5 })
    return Array(target[1..<1 + source.count])
  }
}
