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
  private var later = DistanceQueue()

  /// - Complexity: O(n log n).
  init(_ entries: [Entry] = []) { first = entries.sorted { $0.precedes($1) } }

  /// The next edge, which stays in.
  var next: Entry? {
    guard let added else { return read < first.count ? first[read] : nil }
    return read < first.count && !added.precedes(first[read]) ? first[read] : added
  }

  /// Adds an edge.
  ///
  /// - Complexity: O(log k) for k edges added and not yet taken.
  mutating func push(_ entry: Entry) { later.push(entry.edge, at: entry.priority) }

  /// Takes the next edge out.
  mutating func pop() -> Entry? {
    if read < first.count, added.map({ first[read].precedes($0) }) ?? true {
      read += 1
      return first[read - 1]
    }
    return later.pop().map { Entry(priority: $0.distance, edge: $0.item) }
  }

  /// The next of those that were added later.
  private var added: Entry? { later.next.map { Entry(priority: $0.distance, edge: $0.item) } }
}
