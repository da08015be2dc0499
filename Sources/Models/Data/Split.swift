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
    self.train = train.sorted()
    self.validation = validation.sorted()
    self.test = test.sorted()
    guard !areDisjoint else { return }
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
  }

  /// Whether the sorted lists have no item twice and none below 0, by one walk through all three: parts may be the steps of
  /// many sequences, millions of items.
  private var areDisjoint: Bool {
    train.withUnsafeBufferPointer { train in
      validation.withUnsafeBufferPointer { validation in
        test.withUnsafeBufferPointer { test in
          var (i, j, k) = (0, 0, 0)
          var last = Int32(-1)
          while i < train.count || j < validation.count || k < test.count {
            let first = i < train.count ? train[i] : .max
            let second = j < validation.count ? validation[j] : .max
            let third = k < test.count ? test[k] : .max
            let least = min(first, second, third)
            guard least > last else { return false }
            last = least
            if i < train.count, first == least {
              i += 1
            } else if j < validation.count, second == least {
              j += 1
            } else {
              k += 1
            }
          }
          return true
        }
      }
    }
  }

  /// The same parts of points, where each item has so many of them one after the other.
  public func spread(over points: Int) throws(ModelError) -> Split {
    guard points != 1 else { return self }
    return try spread(over: (0...lastItem + 1).map { $0 * points })
  }

  /// The same parts of points, where each item's lie between two offsets.
  ///
  /// - Parameter offsets: ascending from 0, one more than there are items; nil where an item is one point.
  /// - Throws: `ModelError` with code `labels` if an item has no offsets, or there are more points than 32-bit numbers count.
  public func spread(over offsets: [Int]?) throws(ModelError) -> Split {
    guard let offsets else { return self }
    guard lastItem + 1 < offsets.count, offsets[lastItem + 1] <= Int(Int32.max) else {
      throw ModelError(
        .labels,
        "the split has item \(lastItem), but there are points of \(offsets.count - 1) items")
    }
    func spread(_ items: [Int32]) -> [Int32] {
      items.flatMap { item in
        (offsets[Int(item)]..<offsets[Int(item) + 1]).map { Int32($0) }
      }
    }
    return try Split(train: spread(train), validation: spread(validation), test: spread(test))
  }

  private var lastItem: Int {
    Int([train.last, validation.last, test.last].compactMap { $0 }.max() ?? 0)
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
