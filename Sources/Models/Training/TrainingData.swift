/// What a training sees: an input, targets of its training and validation items, and the split.
///
/// Targets of test items must be hidden.
public struct TrainingData: Sendable {
  /// Fields and operators.
  public let input: ModelInput
  /// A class or numbers for each node, image or graph, hidden for test items.
  public let targets: Targets
  /// Which items train and which validate.
  public let split: Split

  /// Joins input, labels and split, and checks that they belong together; see `init(input:targets:split:)`.
  public init(input: ModelInput, labels: Labels, split: Split) throws(ModelError) {
    try self.init(input: input, targets: .classes(labels), split: split)
  }

  /// Joins input, targets and split, and checks that they belong together.
  ///
  /// - Throws: `ModelError` with code `testLabelsVisible` if a test item's target is not hidden, or `labels` if an item of the
  ///   split does not exist or a training or validation item has no target.
  ///
  /// Where targets are `[items, points, outputs]` the split speaks of items; it is kept as one of their points.
  public init(input: ModelInput, targets: Targets, split: Split) throws(ModelError) {
    let split = try split.spread(over: targets.pointsPerItem)
    try split.check(itemCount: targets.count)
    let (noun, hidden) =
      if case .classes = targets { ("label", "−1") } else { ("target", "NaN") }
    let visible = split.test.filter { !targets.isHidden($0) }
    if let first = visible.first {
      throw ModelError(
        .testLabelsVisible,
        "\(visible.count) of \(split.test.count) test items show their \(noun) to training, the first is item \(first); hide them (\(hidden)), as the split's training \(noun)s do"
      )
    }
    for (part, items) in [("training", split.train), ("validation", split.validation)] {
      if let item = items.first(where: targets.isHidden) {
        throw ModelError(.labels, "\(part) item \(item) has no \(noun); take it out of the split")
      }
    }
    guard !split.train.isEmpty else {
      throw ModelError(.labels, "the split has no training item")
    }
    self.input = input
    self.targets = targets
    self.split = split
  }
}
