import Foundation

/// Spoils valid bytes at random, as damage and malice do: what reads them must answer with a value or a typed error.
///
/// The seed is printed, so that what a test has found can be found again: `MERIDIAN_TEST_SEED=1234 scripts/test …`.
public struct Mutator: Sendable {
  /// Where the numbers come from.
  public var random: SeededRandom
  private let tokens: [[UInt8]]

  /// A mutator of one test.
  ///
  /// - Parameters:
  ///   - test: what is printed with the seed.
  ///   - tokens: pieces that mean something to the reader under test.
  public init(_ test: String, tokens: [String] = []) {
    let given = ProcessInfo.processInfo.environment["MERIDIAN_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1 << 32)
    print("\(test): seed \(seed)")
    random = SeededRandom(seed: seed)
    self.tokens = tokens.map { Array($0.utf8) }
  }

  /// How often a test repeats itself; `MERIDIAN_TEST_SHARE=10` takes a tenth, where everything is slower.
  public static func rounds(_ count: Int) -> Int {
    let share = ProcessInfo.processInfo.environment["MERIDIAN_TEST_SHARE"].flatMap { Int($0) }
    return max(1, count / max(1, share ?? 1))
  }

  /// Numbers at the edges of what fits into some width.
  private static let edges: [UInt64] = [
    0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000,
    0xffff_ffff, 1 << 32, 1 << 40, 1 << 60, (1 << 62) - 1, 1 << 62, (1 << 63) - 1, 1 << 63,
    .max - 1,
    .max,
  ]

  /// The bytes with one to four things wrong in them.
  public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) { spoil(&bytes) }
    return bytes
  }

  /// One of the numbers at the edges, or any.
  public mutating func number() -> UInt64 {
    Bool.random(using: &random) ? Self.edges.randomElement(using: &random) ?? 0 : random.next()
  }

  private mutating func spoil(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let length = min(bytes.count - place, Int.random(in: 1...16, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0, 1:
      if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: number()) }
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      // A whole number of some width, in either order of its bytes.
      let width = [2, 4, 8].randomElement(using: &random) ?? 8
      let value = number()
      let order = Bool.random(using: &random)
      for index in 0..<min(width, bytes.count - place) {
        let shift = 8 * (order ? index : width - 1 - index)
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(shift))
      }
    case 7:
      let from = Int.random(in: 0...(bytes.count - length), using: &random)
      for index in 0..<length { bytes[place + index] = bytes[from + index] }
    default:
      guard let token = tokens.randomElement(using: &random) else { return spoil(&bytes) }
      if Bool.random(using: &random) {
        bytes.replaceSubrange(place..<place + length, with: token)
      } else {
        bytes.insert(contentsOf: token, at: place)
      }
    }
  }
}
