public import Models

extension Metrics {
  /// The metrics of a classification: accuracy first, then the averages over classes, and results by class.
  ///
  /// - Throws: `ArtifactError` if two measures had one name, which these have not.
  public init(_ classification: ClassificationMetrics) throws(ArtifactError) {
    let classes = classification.perClass
    try self.init(
      scalars: [
        ("accuracy", classification.accuracy),
        ("balancedAccuracy", classification.balancedAccuracy),
        ("macroF1", classification.macroF1), ("count", Double(classification.count)),
      ],
      byClass: ByClass(
        classNames: classes.map(\.name),
        confusion: classification.confusion.flatMap { $0 },
        columns: ["support", "precision", "recall", "f1"],
        values: classes.flatMap { [Double($0.support), $0.precision, $0.recall, $0.f1] }))
  }
}
