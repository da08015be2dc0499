public import Autodiff

/// The shares of items whose true class is among the k of highest score, for every k at once.
public struct TopKAccuracy: Hashable, Sendable {
  /// The number of items.
  public let count: Int
  /// `ranks[r]`: items whose true class has r classes before it.
  private let ranks: [Int]

  /// Ranks the true class of each item; of equal scores the class with the lower number comes first.
  ///
  /// - Parameters:
  ///   - scores: `[items, classes]`, logits or probabilities.
  ///   - labels: one an item.
  ///   - items: those that count; nil counts all that have a label.
  /// - Throws: `ModelError` with code `labels` if numbers of items differ, or an item is out of range or without label;
  ///   with code `evaluation` for scores of another shape, a NaN, or no items.
  public init<S: TensorScalar>(
    scores: Tensor<S>, labels: Labels, items: [Int32]? = nil
  ) throws(ModelError) {
    let counted = try CountedScores(scores, labels, items)
    guard !counted.classes.isEmpty else {
      throw ModelError(.evaluation, "there are no items to measure accuracy on")
    }
    var ranks = [Int](repeating: 0, count: counted.columns)
    for (index, truth) in counted.classes.enumerated() {
      let row = Array(counted.row(index))
      let before = row.indices.count {
        row[$0] > row[truth] || (row[$0] == row[truth] && $0 < truth)
      }
      ranks[before] += 1
    }
    (self.ranks, count) = (ranks, counted.classes.count)
  }

  /// The share for a k of at least 1; 1 from the number of classes on.
  public func accuracy(_ k: Int) -> Double {
    precondition(k > 0, "TopKAccuracy: k is \(k)")
    return Double(ranks.prefix(k).reduce(0, +)) / Double(count)
  }
}
