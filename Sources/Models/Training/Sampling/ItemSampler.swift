import Numerics

/// In which order an epoch visits the training items.
public enum ItemSampler: String, Hashable, Sendable, CaseIterable {
  /// Every item once, in an order of the epoch's own.
  case shuffled
  /// As many draws as there are items: a class, all alike, then an item of it; small classes come again and again.
  case balanced
  /// Every item once, in ascending order.
  case sequential

  /// The items of an epoch in their order: a function of the seed and the epoch alone.
  ///
  /// - Parameters:
  ///   - targets: of all items; `balanced` needs classes.
  ///   - epoch: from 1.
  public func items(
    of train: [Int32], targets: Targets, seed: UInt64, epoch: Int
  ) -> [Int32] {
    var items = train
    switch (self, targets) {
    case (.sequential, _): items.sort()
    case (.balanced, .classes(let labels)):
      let members = Dictionary(grouping: train.sorted()) { labels.classes[Int($0)] }
      let classes = members.keys.sorted().compactMap { members[$0] }
      var stream = RandomStream(seed: seed, "balance", "epoch \(epoch)")
      items = train.map { _ in
        let drawn = classes[stream.below(classes.count)]
        return drawn[stream.below(drawn.count)]
      }
    default:
      var stream = RandomStream(seed: seed, "shuffle", "epoch \(epoch)")
      stream.shuffle(&items)
    }
    return items
  }
}
