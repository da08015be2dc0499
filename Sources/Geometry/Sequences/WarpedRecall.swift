internal import Numerics

/// Sequences of characters that last several steps each; the character before the present one is asked for.
///
/// Without warping the task is to remember for one step. Characters are uniform among those that differ from the one
/// before; after warping a sequence is cut at its number of steps. With ``WarpedRecallOptions/Filling/repeats`` the
/// answer at every step is the character before the present one; with ``WarpedRecallOptions/Filling/blanks`` it is that
/// at the steps that show a character, and the dummy 0 at the others. Before the second character it is the dummy
/// (Tallec & Ollivier, "Can recurrent neural networks warp time?", 2018, arXiv 1804.11188, section 3).
public struct WarpedRecall: Sendable, Equatable {
  /// Sequences × steps: characters from 0 (the dummy) to `characters − 1`.
  public let sequences: [UInt8]
  /// Sequences × steps: the answer at each step.
  public let answers: [UInt8]
  /// The character before the last one of each sequence.
  public let lastAnswers: [UInt8]

  /// Draws sequences; each depends on the options, the seed and its number alone.
  ///
  /// - Parameters:
  ///   - count: how many, at least 0.
  ///   - options: sizes and warping.
  ///   - seed: of the random numbers.
  /// - Throws: ``GridError`` that names the parameter.
  public init(
    count: Int, options: WarpedRecallOptions = WarpedRecallOptions(), seed: UInt64
  ) throws(GridError) {
    try options.check(count: count)
    let steps = options.steps
    var sequences = [UInt8](repeating: 0, count: count * steps)
    var answers = sequences
    var lastAnswers = [UInt8](repeating: 0, count: count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      answers.withUnsafeMutableBufferPointer { answers in
        lastAnswers.withUnsafeMutableBufferPointer { lastAnswers in
          Parallel.forEach(rangesOf: count, grain: 64) { range in
            for item in range {
              var stream = RandomStream(seed: seed, "sequence", "warped recall")
              stream.position = UInt64(item) << 32
              lastAnswers[item] = Self.draw(
                options, &stream, start: item * steps, sequences, answers)
            }
          }
        }
      }
    }
    self.sequences = sequences
    self.answers = answers
    self.lastAnswers = lastAnswers
  }

  /// Writes one sequence and gives the character before its last one.
  private static func draw(
    _ options: WarpedRecallOptions, _ stream: inout RandomStream, start: Int,
    _ sequences: UnsafeMutableBufferPointer<UInt8>, _ answers: UnsafeMutableBufferPointer<UInt8>
  ) -> UInt8 {
    let letters = options.characters - 1
    var (before, present) = (0, 0)
    var step = 0
    while step < options.steps {
      before = present
      // Those from the present one on move up by one, so that it is not drawn again.
      let drawn = 1 + stream.below(present == 0 ? letters : letters - 1)
      present = present > 0 && drawn >= present ? drawn + 1 : drawn
      let lasting =
        options.warping == .uniform ? options.longest : 1 + stream.below(options.longest)
      for offset in 0..<min(lasting, options.steps - step)
      where offset == 0 || options.filling == .repeats {
        sequences[start + step + offset] = UInt8(present)
        answers[start + step + offset] = UInt8(before)
      }
      step += lasting
    }
    return UInt8(before)
  }
}
