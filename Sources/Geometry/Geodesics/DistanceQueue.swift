/// A binary heap of items by their distance, and by their number where distances are equal.
struct DistanceQueue {
  /// One item of the queue.
  struct Entry {
    let distance: Double
    let item: Int32
    /// Tells an item from an earlier one of the same number.
    let stamp: UInt32

    func precedes(_ other: Entry) -> Bool {
      distance < other.distance || (distance == other.distance && item < other.item)
    }
  }

  private var entries: [Entry] = []

  /// The nearest item, which stays in.
  var next: Entry? { entries.first }

  /// Adds an item.
  ///
  /// - Complexity: O(log n).
  mutating func push(_ item: Int32, at distance: Double, stamp: UInt32 = 0) {
    let entry = Entry(distance: distance, item: item, stamp: stamp)
    entries.append(entry)
    var place = entries.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      entries[place] = entries[parent]
      place = parent
    }
    entries[place] = entry
  }

  /// Takes all items out and keeps the memory.
  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

  /// Takes the nearest item out.
  ///
  /// - Complexity: O(log n).
  mutating func pop() -> Entry? {
    guard let last = entries.popLast() else { return nil }
    guard let nearest = entries.first else { return last }
    let count = entries.count
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < count else { break }
      if child + 1 < count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(last) else { break }
      entries[place] = entries[child]
      place = child
    }
    entries[place] = last
    return nearest
  }
}
