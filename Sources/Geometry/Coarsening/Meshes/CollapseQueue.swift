/// Edges by priority, the lowest first and of equal ones the lower edge; most are known at the start.
///
/// Those are sorted once and read in a row, so that the heap of later ones stays small.
struct CollapseQueue {
  /// One edge of the queue.
  struct Entry {
    let priority: Double
    let edge: Int32

    func precedes(_ other: Entry) -> Bool {
      priority < other.priority || (priority == other.priority && edge < other.edge)
    }
  }

  private let first: [Entry]
  private var read = 0
  private var later: [Entry] = []

  /// - Complexity: O(n log n).
  init(_ entries: [Entry] = []) { first = entries.sorted { $0.precedes($1) } }

  /// The next edge, which stays in.
  var next: Entry? {
    guard read < first.count else { return later.first }
    guard let added = later.first, added.precedes(first[read]) else { return first[read] }
    return added
  }

  /// Adds an edge.
  ///
  /// - Complexity: O(log k) for k edges added and not yet taken.
  mutating func push(_ entry: Entry) {
    later.append(entry)
    var place = later.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(later[parent]) else { break }
      later[place] = later[parent]
      place = parent
    }
    later[place] = entry
  }

  /// Takes the next edge out.
  mutating func pop() -> Entry? {
    guard let added = later.first else {
      guard read < first.count else { return nil }
      read += 1
      return first[read - 1]
    }
    if read < first.count, first[read].precedes(added) {
      read += 1
      return first[read - 1]
    }
    guard let last = later.popLast(), !later.isEmpty else { return added }
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < later.count else { break }
      if child + 1 < later.count, later[child + 1].precedes(later[child]) { child += 1 }
      guard later[child].precedes(last) else { break }
      later[place] = later[child]
      place = child
    }
    later[place] = last
    return added
  }
}
