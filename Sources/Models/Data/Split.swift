/// Which items train, which validate, which test: three sorted lists without an item in common.
///
/// Items in none of the lists take no part beyond their features.
public struct Split: Hashable, Sendable {
  /// Items whose labels the optimizer sees.
  public let train: [Int32]
  /// Items whose labels choose the best epoch.
  public let validation: [Int32]
  /// Items whose labels only an evaluation sees.
  public let test: [Int32]

  /// Makes a split; the lists are sorted.
  ///
  /// - Throws: `ModelError` with code `labels` if an item is negative or stands twice.
  public init(train: [Int32], validation: [Int32], test: [Int32]) throws(ModelError) {
    var seen: [Int32: String] = [:]
    for (part, items) in [("train", train), ("validation", validation), ("test", test)] {
      for item in items {
        guard item >= 0 else {
          throw ModelError(.labels, "the \(part) part has item \(item); items count from 0")
        }
        if let other = seen.updateValue(part, forKey: item) {
          throw ModelError(
            .labels, "item \(item) stands in \(other) and in \(part); give it one part")
        }
      }
    }
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
  }

  /// Refuses items beyond the last one.
  package func check(itemCount: Int) throws(ModelError) {
    for (part, items) in [("train", train), ("validation", validation), ("test", test)] {
      if let last = items.last, Int(last) >= itemCount {
        throw ModelError(
          .labels, "the \(part) part has item \(last), but there are \(itemCount) items")
      }
    }
  }
}
