/// The sizes that generators of sequences share.
enum SequenceSizes {
  /// Refuses sizes that are out of range or more than memory is likely to hold.
  static func check(count: Int, steps: Int, fewest: Int) throws(GridError) {
    guard (fewest...1_000_000).contains(steps) else {
      throw .parameterOutOfRange(
        name: "steps", value: "\(steps)", range: "a whole number from \(fewest) to 1,000,000")
    }
    guard count >= 0, count <= 4_000_000_000 / steps else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)",
        range: "a number of sequences from 0 to \(4_000_000_000 / steps)")
    }
  }
}
