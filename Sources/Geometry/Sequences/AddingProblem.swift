internal import Numerics

/// Sequences of numbers of which two are marked; their sum is asked for.
///
/// Numbers are uniform in 0 ..< 1; one mark lies in the first half, one in the second (Hochreiter & Schmidhuber, "Long
/// Short-Term Memory", 1997, experiment 4, in the form of Arjovsky, Shah & Bengio 2016, arXiv 1511.06464, which Tallec &
/// Ollivier 2018, arXiv 1804.11188, use). Always to answer 1 leaves a mean squared error of 1/6.
public struct AddingProblem: Sendable, Equatable {
  /// Sequences × steps × 2: the number and the mark, 1 at two steps of a sequence and 0 at the others.
  public let sequences: [Float]
  /// The sum of each sequence's two marked numbers, in 0 ..< 2.
  public let sums: [Float]

  /// Draws sequences; each depends on the steps, the seed and its number alone.
  ///
  /// - Parameters:
  ///   - count: how many, at least 0.
  ///   - steps: T, at least 2.
  ///   - seed: of the random numbers.
  /// - Throws: ``GridError`` that names the parameter.
  public init(count: Int, steps: Int, seed: UInt64) throws(GridError) {
    try SequenceSizes.check(count: count, steps: steps, fewest: 2)
    var sequences = [Float](repeating: 0, count: count * steps * 2)
    var sums = [Float](repeating: 0, count: count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      sums.withUnsafeMutableBufferPointer { sums in
        Parallel.forEach(rangesOf: count, grain: 64) { range in
          for item in range {
            var stream = RandomStream(seed: seed, "sequence", "adding problem")
            stream.position = UInt64(item) << 32
            let row = item * steps * 2
            // A Float of 24 bits, so that none is rounded up to 1.
            for step in 0..<steps {
              sequences[row + 2 * step] = Float(stream.next() >> 40) * 0x1p-24
            }
            let half = steps / 2
            for marked in [stream.below(half), half + stream.below(steps - half)] {
              sequences[row + 2 * marked + 1] = 1
              sums[item] += sequences[row + 2 * marked]
            }
          }
        }
      }
    }
    self.sequences = sequences
    self.sums = sums
  }
}
