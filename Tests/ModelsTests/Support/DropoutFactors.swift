import Autodiff
import Numerics

/// The choices that the pass of a ``checkLayer`` makes in training, for references written with loops: a choice follows from
/// its key and the value's place alone.
enum DropoutFactors {
  /// The key of the block of a path in a check of a seed.
  static func key(seed: UInt64, path: String) -> UInt64 {
    var stream = RandomStream(seed: seed, path, "check")
    return stream.next()
  }

  /// Keys of a block that needs several.
  static func keys(seed: UInt64, path: String, count: Int) -> [UInt64] {
    var stream = RandomStream(seed: key(seed: seed, path: path), "dropout")
    return (0..<count).map { _ in stream.next() }
  }

  /// What the values of an array are multiplied by: 0, or 1 / (1 − rate) where they are kept.
  static func values(count: Int, rate: Double, key: UInt64) -> [Double] {
    let ones = Tensor<Double>(repeating: 1, shape: [count])
    return Tape<Double>(recording: false).constant(ones).dropout(rate: rate, key: key)
      .value.scalars
  }

  /// What attention's coefficients are multiplied by, `[items, heads, queries, keys]`, all keys seen.
  ///
  /// Scores that are all 0 make all coefficients alike, and values that are 1 for one key and 0 for others show each.
  static func coefficients(
    items: Int, heads: Int, length: Int, rate: Double, key: UInt64
  ) -> Tensor<Double> {
    let tape = Tape<Double>(recording: false)
    let zeros = tape.constant(Tensor<Double>(zeros: [items, heads, length, 1]))
    var unit = Tensor<Double>(zeros: [items, heads, length, length])
    for place in 0..<items * heads * length {
      unit[place / (heads * length), place / length % heads, place % length, place % length] = 1
    }
    let found = zeros.attention(
      keys: zeros, values: tape.constant(unit), Attention(dropoutRate: rate, dropoutKey: key))
    return (found * Double(length)).value
  }
}
