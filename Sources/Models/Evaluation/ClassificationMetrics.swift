import Autodiff

/// How well predicted classes match the true ones over some items.
public struct ClassificationMetrics: Hashable, Sendable {
  /// What is measured of one class.
  public struct PerClass: Hashable, Sendable {
    /// The class's name.
    public let name: String
    /// Items truly of the class.
    public let support: Int
    /// Share of the items predicted to be of the class that are; 0 if none was predicted.
    public let precision: Double
    /// Share of the items of the class that were predicted so; 0 if it has none.
    public let recall: Double
    /// Harmonic mean of precision and recall; 0 if both are.
    public let f1: Double
  }

  /// Items counted.
  public let count: Int
  /// Share of items predicted rightly, 0…1; 0 without items.
  public let accuracy: Double
  /// `confusion[t][p]`: items of true class t predicted as p.
  public let confusion: [[Int]]
  /// Precision, recall and F1 of each class, in the order of the class names.
  public let perClass: [PerClass]

  /// Counts predictions against labels.
  ///
  /// - Parameters:
  ///   - predictions: one class an item of `labels`, such as `logits.argmaxRows()`.
  ///   - items: those that count; nil counts all that have a label.
  /// - Throws: `ModelError` with code `labels` if numbers of items differ, or an item is out of range or without label.
  public init(
    predictions: [Int32], labels: Labels, items: [Int32]? = nil
  ) throws(ModelError) {
    let counted = try labels.counted(items, predictions: predictions.count)
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: labels.classCount), count: labels.classCount)
    for item in counted {
      let guess = Int(predictions[Int(item)])
      guard confusion.indices.contains(guess) else {
        throw ModelError(
          .labels, "item \(item) is predicted as class \(guess), of \(labels.classCount)")
      }
      confusion[Int(labels.classes[Int(item)])][guess] += 1
    }
    self.init(confusion: confusion, classNames: labels.classNames)
  }

  /// Measures of a confusion matrix, true classes × predicted ones.
  package init(confusion: [[Int]], classNames: [String]) {
    self.confusion = confusion
    count = confusion.reduce(0) { $0 + $1.reduce(0, +) }
    let right = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    accuracy = Self.ratio(right, count)
    perClass = classNames.indices.map { index in
      let hits = confusion[index][index]
      let support = confusion[index].reduce(0, +)
      let predicted = confusion.reduce(0) { $0 + $1[index] }
      return PerClass(
        name: classNames[index], support: support, precision: Self.ratio(hits, predicted),
        recall: Self.ratio(hits, support), f1: Self.ratio(2 * hits, support + predicted))
    }
  }

  /// Mean of the classes' F1, all classes alike.
  public var macroF1: Double {
    perClass.reduce(0) { $0 + $1.f1 } / Double(max(1, perClass.count))
  }

  /// Mean of the classes' F1, each weighed by its items; 0 without items.
  public var weightedF1: Double {
    perClass.reduce(0) { $0 + $1.f1 * Double($1.support) } / Double(max(1, count))
  }

  /// F1 of all decisions together; where each item has one class and one prediction, as here, the accuracy.
  public var microF1: Double { accuracy }

  /// Mean of the classes' recall over the classes that have items.
  public var balancedAccuracy: Double {
    let present = perClass.filter { $0.support > 0 }
    return present.reduce(0) { $0 + $1.recall } / Double(max(1, present.count))
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
