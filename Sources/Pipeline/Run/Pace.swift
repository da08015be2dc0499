/// How long the stages of each template take in a run: tiny ones are handed to workers several at a time.
struct Pace {
  private var means: [String: Double] = [:]

  /// Takes down what a stage took.
  mutating func note(_ template: String, seconds: Double) {
    means[template] = (means[template] ?? seconds) * 0.75 + seconds * 0.25
  }

  /// How many stages of a template one worker may have in hand: a few milliseconds of work.
  func depth(of template: String) -> Int {
    guard let mean = means[template] else { return 1 }
    return mean < 0.002 ? 16 : mean < 0.01 ? 4 : 1
  }
}
