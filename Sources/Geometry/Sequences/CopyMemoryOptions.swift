/// The sizes of ``CopyMemory``; the defaults are those of Arjovsky, Shah & Bengio 2016 but for `delay`, which they vary.
public struct CopyMemoryOptions: Sendable, Hashable {
  /// How many characters are to be copied, at least 1.
  public var length: Int
  /// The longest time to remember, T, in steps, at least 1.
  public var delay: Int
  /// Characters that may have to be copied, from 2 to 254.
  public var letters: Int
  /// Whether each sequence has a delay of its own, from 1 to T, all equally likely; otherwise it is T.
  public var isVariable: Bool

  /// Options; see the properties for ranges.
  public init(length: Int = 10, delay: Int = 500, letters: Int = 8, isVariable: Bool = false) {
    self.length = length
    self.delay = delay
    self.letters = letters
    self.isVariable = isVariable
  }

  /// Steps of a sequence: T + 2 × length.
  public var steps: Int { delay + 2 * length }

  /// Size of the alphabet: blank 0, the letters from 1, and the signal as the last.
  public var characters: Int { letters + 2 }

  func check(count: Int) throws(GridError) {
    for (name, value, range) in [
      ("length", length, 1...100_000), ("delay", delay, 1...800_000), ("letters", letters, 2...254),
    ] where !range.contains(value) {
      throw .parameterOutOfRange(
        name: name, value: "\(value)",
        range: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    try SequenceSizes.check(count: count, steps: steps, fewest: 2)
  }
}
