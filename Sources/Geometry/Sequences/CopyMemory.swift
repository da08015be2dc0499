internal import Numerics

/// Sequences that begin with characters, which are to be told again after a signal.
///
/// A sequence shows `length` letters, D − 1 blanks, the signal, and blanks up to its end; the answers are blanks through
/// the signal, the letters in their order, and blanks. D is T for all (Hochreiter & Schmidhuber 1997; Arjovsky, Shah &
/// Bengio 2016, arXiv 1511.06464, section 5.1), or drawn for each from 1 to T: the variable copy task of Henaff, Szlam &
/// LeCun 2016 (arXiv 1602.06662). Tallec & Ollivier 2018 (arXiv 1804.11188) have both. Without memory, a loss of
/// length × ln(letters) / steps remains where the delay is fixed.
public struct CopyMemory: Sendable, Equatable {
  /// Sequences × steps: blank 0, letters from 1, the signal `letters + 1`.
  public let sequences: [UInt8]
  /// Sequences × steps: the answer at each step.
  public let answers: [UInt8]
  /// The delay D of each sequence.
  public let delays: [Int]

  /// Draws sequences; each depends on the options, the seed and its number alone.
  ///
  /// - Parameters:
  ///   - count: how many, at least 0.
  ///   - options: sizes.
  ///   - seed: of the random numbers.
  /// - Throws: ``GridError`` that names the parameter.
  public init(
    count: Int, options: CopyMemoryOptions = CopyMemoryOptions(), seed: UInt64
  ) throws(GridError) {
    try options.check(count: count)
    let (steps, length) = (options.steps, options.length)
    var sequences = [UInt8](repeating: 0, count: count * steps)
    var answers = sequences
    var delays = [Int](repeating: options.delay, count: count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      answers.withUnsafeMutableBufferPointer { answers in
        delays.withUnsafeMutableBufferPointer { delays in
          Parallel.forEach(rangesOf: count, grain: 64) { range in
            for item in range {
              var stream = RandomStream(seed: seed, "sequence", "copy memory")
              stream.position = UInt64(item) << 32
              if options.isVariable { delays[item] = 1 + stream.below(options.delay) }
              let start = item * steps
              let signal = start + length + delays[item] - 1
              sequences[signal] = UInt8(options.letters + 1)
              for place in 0..<length {
                let letter = UInt8(1 + stream.below(options.letters))
                sequences[start + place] = letter
                answers[signal + 1 + place] = letter
              }
            }
          }
        }
      }
    }
    self.sequences = sequences
    self.answers = answers
    self.delays = delays
  }
}
