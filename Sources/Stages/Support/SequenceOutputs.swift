internal import Artifacts
internal import Models
internal import Pipeline

/// What kinds that make sequences of characters write: what is shown, what is to be told, and the parts.
struct SequenceOutputs {
  /// Names of the characters, blank first.
  let names: [String]
  /// Steps of a sequence.
  let steps: Int
  /// Sequences × steps.
  let sequences: [UInt8]
  /// One answer a sequence, or one a step.
  let answers: [UInt8]
  let sizes: PartSizes

  /// The ports that are written to.
  static let ports = [
    OutputPort(
      "sequences", "array",
      doc: """
        Uint8 [items, steps, characters]: 1 at the character shown, of which 0 is the blank, and 0 elsewhere. The \
        training part, then validation and test.
        """),
    OutputPort(
      "labels", "labels",
      doc: "The answers: one an item, or one a step, item after item; see `answer`."),
    OutputPort(
      "split", "split", doc: "The items of each part; with `answer: steps` their steps."),
  ]

  func write(to context: StageContext) throws {
    let width = names.count
    var shown = [UInt8](repeating: 0, count: sequences.count * width)
    for (place, character) in sequences.enumerated() { shown[place * width + Int(character)] = 1 }
    try context.write(
      NumberArray(shown, shape: [sizes.total, steps, width]), to: "sequences")
    try context.write(
      Labels(classes: answers.map { Int32($0) }, classNames: names), to: "labels")
    // Answers at every step are split by steps.
    let each = answers.count == sizes.total ? 1 : steps
    guard sizes.total <= Int(Int32.max) / each else {
      throw StageInputError(
        "\(sizes.total) sequences of \(steps) steps have more answers than \(Int32.max); make fewer or "
          + "shorter ones")
    }
    let parts = PartSizes(
      train: sizes.train * each, validation: sizes.validation * each, test: sizes.test * each)
    try context.write(parts.split(), to: "split")
  }
}
