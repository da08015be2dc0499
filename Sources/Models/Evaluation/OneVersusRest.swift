public import Autodiff

/// The rankings by the scores of each class, its own items against all others.
public struct OneVersusRest: Hashable, Sendable {
  /// The ranking of each class, in the order of the class names.
  public let perClass: [RankingMetrics]

  /// Ranks items by each class.
  ///
  /// - Parameters:
  ///   - scores: `[items, classes]`, such as probabilities; higher for what is held to be of the class.
  ///   - labels: one an item.
  ///   - items: those that count; nil counts all that have a label.
  /// - Throws: `ModelError` with code `labels` if numbers of items differ, or an item is out of range or without label;
  ///   with code `evaluation` for scores of another shape or a NaN, naming item and class.
  public init<S: TensorScalar>(
    scores: Tensor<S>, labels: Labels, items: [Int32]? = nil
  ) throws(ModelError) {
    let counted = try CountedScores(scores, labels, items)
    var perClass: [RankingMetrics] = []
    for column in 0..<counted.columns {
      perClass.append(
        try RankingMetrics(
          scores: counted.classes.indices.map { counted.values[$0 * counted.columns + column] },
          isPositive: counted.classes.map { $0 == column }))
    }
    self.perClass = perClass
  }

  /// Mean of the areas of the classes that have one; nil if none has.
  public var macroROCAUC: Double? { Self.mean(perClass.compactMap(\.rocAUC)) }

  /// Mean of the average precisions of the classes that have items; nil if none has.
  public var macroAveragePrecision: Double? { Self.mean(perClass.compactMap(\.averagePrecision)) }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
