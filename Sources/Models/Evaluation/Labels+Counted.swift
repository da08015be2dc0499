import Autodiff

extension Labels {
  /// The items that are measured: those given, or all that have a label.
  ///
  /// - Parameter predictions: the number of predictions, which must be that of the labels.
  /// - Throws: `ModelError` with code `labels` if numbers of items differ, or an item is out of range or without label.
  func counted(_ items: [Int32]?, predictions: Int) throws(ModelError) -> [Int32] {
    guard predictions == count else {
      throw ModelError(.labels, "\(predictions) predictions for \(count) labels; give one each")
    }
    guard let items else { return classes.indices.filter { classes[$0] >= 0 }.map { Int32($0) } }
    for item in items where !classes.indices.contains(Int(item)) || classes[Int(item)] < 0 {
      throw ModelError(.labels, "item \(item) has no label to measure against")
    }
    return items
  }
}

/// Scores of classes for the items that are measured, with their true classes.
struct CountedScores {
  /// The number of classes.
  let columns: Int
  /// The true class of each.
  let classes: [Int]
  /// `[items, columns]`.
  let values: [Double]

  /// - Parameters:
  ///   - scores: `[items, classes]`.
  ///   - labels: one an item.
  ///   - items: those that count; nil counts all that have a label.
  /// - Throws: `ModelError` with code `labels` as ``Labels/counted(_:predictions:)``, with code `evaluation` for scores
  ///   of another shape or a NaN among those that count.
  init<S: TensorScalar>(
    _ scores: Tensor<S>, _ labels: Labels, _ items: [Int32]?
  ) throws(ModelError) {
    let columns = labels.classCount
    guard scores.shape.count == 2, scores.shape[1] == columns else {
      throw ModelError(
        .evaluation, "scores of shape \(scores.shape) for \(columns) classes; give [items, classes]"
      )
    }
    let counted = try labels.counted(items, predictions: scores.shape[0])
    let all = scores.converted(to: Double.self).scalars
    var values: [Double] = []
    values.reserveCapacity(counted.count * columns)
    for item in counted {
      for column in 0..<columns {
        let score = all[Int(item) * columns + column]
        guard !score.isNaN else {
          throw ModelError(
            .evaluation,
            "item \(item) has score nan for class \(labels.classNames[column]); "
              + "look for the first value that is not finite")
        }
        values.append(score)
      }
    }
    self.columns = columns
    self.values = values
    classes = counted.map { Int(labels.classes[Int($0)]) }
  }

  /// The scores of a row.
  func row(_ index: Int) -> ArraySlice<Double> {
    values[index * columns..<(index + 1) * columns]
  }
}
