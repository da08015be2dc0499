#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Random numbers that depend on a seed, on the purpose they are drawn for and on nothing else.
///
/// The generator is Philox4x32-10. Seed and purposes are hashed to its key and to the upper half of its counter,
/// so streams of different names do not overlap; the lower half counts what was drawn. ``position`` alone
/// is therefore enough to continue a stream later.
///
/// ```swift
/// var stream = RandomStream(seed: 7, "split", "shuffle")
/// let order = stream.permutation(100)
/// ```
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable, Codable {
  private let key: UInt64
  private let lane: UInt64
  private var spare: UInt64 = 0
  private var holdsSpare = false

  /// How many 64-bit words were drawn so far.
  ///
  /// Setting it jumps there, at no cost.
  public var position: UInt64 = 0 {
    didSet { holdsSpare = false }
  }

  /// The stream named by a seed and the purposes it serves, from the general to the particular.
  public init(seed: UInt64, _ purpose: String...) {
    self.init(seed: seed, purposes: purpose)
  }

  /// The stream named by a seed and the purposes it serves, from the general to the particular.
  public init(seed: UInt64, purposes: [String]) {
    var hash = StableHash()
    hash.combine(seed)
    for purpose in purposes { hash.combine(purpose) }
    (key, lane) = hash.value
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let drawn = position
    if holdsSpare {
      let word = spare
      position = drawn &+ 1
      return word
    }
    let words = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: drawn >> 1), UInt32(truncatingIfNeeded: drawn >> 33),
        UInt32(truncatingIfNeeded: lane), UInt32(truncatingIfNeeded: lane >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
    let second = UInt64(words.w) << 32 | UInt64(words.z)
    position = drawn &+ 1
    if drawn & 1 == 1 { return second }
    spare = second
    holdsSpare = true
    return UInt64(words.y) << 32 | UInt64(words.x)
  }

  /// A number from 0 up to but not including 1, a multiple of 2⁻⁵³.
  ///
  /// Draws one word.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from a range, its upper bound not included.
  ///
  /// Draws one word.
  public mutating func uniform(in range: Range<Double>) -> Double {
    let value = range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    return value < range.upperBound ? value : range.upperBound.nextDown
  }

  /// A normally distributed number of mean 0 and variance 1 (Box and Muller 1958).
  ///
  /// Draws two words.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// A number from 0 to `bound − 1`, all equally likely (Lemire 2019).
  ///
  /// `bound` is at least 1.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "RandomStream.below: \(bound) is not positive")
    let width = UInt64(bound)
    var product = next().multipliedFullWidth(by: width)
    if product.low < width {
      let rejected = (0 &- width) % width
      while product.low < rejected { product = next().multipliedFullWidth(by: width) }
    }
    return Int(product.high)
  }

  /// Puts the elements in random order, all orders equally likely (Fisher and Yates).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }

  /// The numbers from 0 to `count − 1` in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// The numbers of ``permutation(_:)`` in half the memory; `count` is below 2³¹.
  package mutating func compactPermutation(_ count: Int) -> [Int32] {
    precondition(count <= Int(Int32.max), "RandomStream.compactPermutation: \(count) is too many")
    var order = Array(0..<Int32(count))
    order.withUnsafeMutableBufferPointer { order in
      for last in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(last, below(last + 1))
      }
    }
    return order
  }
}
