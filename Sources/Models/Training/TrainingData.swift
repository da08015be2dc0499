/// What a training sees: an input, labels of its training and validation items, and the split.
///
/// Labels of test items must be hidden.
public struct TrainingData: Sendable {
  /// Fields and operators.
  public let input: ModelInput
  /// One class a node or image, −1 where it is hidden.
  public let labels: Labels
  /// Which items train and which validate.
  public let split: Split

  /// Joins input, labels and split, and checks that they belong together.
  ///
  /// - Throws: `ModelError` with code `testLabelsVisible` if a test item's label is not hidden, or `labels` if an item of the
  ///   split does not exist or a training or validation item has no label.
  public init(input: ModelInput, labels: Labels, split: Split) throws(ModelError) {
    try split.check(itemCount: labels.count)
    let visible = split.test.filter { labels.classes[Int($0)] != Labels.hidden }
    if let first = visible.first {
      throw ModelError(
        .testLabelsVisible,
        "\(visible.count) of \(split.test.count) test items show their label to training, the first is item \(first); hide them (−1), as the split's training labels do"
      )
    }
    for (part, items) in [("training", split.train), ("validation", split.validation)] {
      if let item = items.first(where: { labels.classes[Int($0)] == Labels.hidden }) {
        throw ModelError(.labels, "\(part) item \(item) has no label; take it out of the split")
      }
    }
    guard !split.train.isEmpty else {
      throw ModelError(.labels, "the split has no training item")
    }
    self.input = input
    self.labels = labels
    self.split = split
  }
}
