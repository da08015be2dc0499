/// How the sequences of ``WarpedRecall`` are warped; the defaults are those of Tallec & Ollivier 2018 but for `longest`,
/// which they vary.
public struct WarpedRecallOptions: Sendable, Hashable {
  /// How long a character lasts.
  public enum Warping: String, Sendable, CaseIterable {
    /// Every character `longest` steps.
    case uniform
    /// Each character a number of steps from 1 to `longest`, all equally likely.
    case variable
  }

  /// What stands at the steps that a character lasts beyond its first.
  public enum Filling: String, Sendable, CaseIterable {
    /// The character again: time is warped.
    case repeats
    /// The dummy character: the sequence is padded.
    case blanks
  }

  /// Steps of a sequence, more than `longest`.
  public var steps: Int
  /// Size of the alphabet, the dummy character 0 included, from 3 to 256.
  public var characters: Int
  /// The most steps that a character lasts, at least 1.
  public var longest: Int
  /// How long a character lasts.
  public var warping: Warping
  /// What stands at its further steps.
  public var filling: Filling

  /// Options; see the properties for ranges.
  public init(
    steps: Int = 500, characters: Int = 10, longest: Int = 10, warping: Warping = .variable,
    filling: Filling = .repeats
  ) {
    self.steps = steps
    self.characters = characters
    self.longest = longest
    self.warping = warping
    self.filling = filling
  }

  func check(count: Int) throws(GridError) {
    try SequenceSizes.check(count: count, steps: steps, fewest: 2)
    guard (3...256).contains(characters) else {
      throw .parameterOutOfRange(
        name: "characters", value: "\(characters)", range: "a whole number from 3 to 256")
    }
    // A second character must begin, or nothing would be asked for.
    guard (1..<steps).contains(longest) else {
      throw .parameterOutOfRange(
        name: "longest", value: "\(longest)", range: "a whole number from 1 to \(steps - 1)")
    }
  }
}
