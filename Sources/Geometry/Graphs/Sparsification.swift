/// Which entries of a diffusion matrix are kept.
public enum Sparsification: Sendable, Hashable {
  /// All that are not zero.
  case none
  /// Those of at least this value, which is more than 0.
  case threshold(Double)
  /// The largest of each row, as many as this; of equal ones the lower column counts.
  case largest(Int)

  /// Throws for a parameter outside its range.
  func check() throws(GraphError) {
    switch self {
    case .none: return
    case .threshold(let least):
      guard least > 0, least.isFinite else {
        throw .parameterOutOfRange(
          name: "threshold", value: "\(least)", range: "a finite number above 0")
      }
    case .largest(let count):
      guard count >= 1 else {
        throw .parameterOutOfRange(
          name: "largest", value: "\(count)", range: "a number of entries of at least 1")
      }
    }
  }

  /// The entries that are kept of those given, by ascending column.
  func kept(_ entries: [SparseRows.Entry]) -> [SparseRows.Entry] {
    switch self {
    case .none:
      return entries.filter { $0.value != 0 }.sorted { $0.column < $1.column }
    case .threshold(let least):
      return entries.filter { $0.value >= least }.sorted { $0.column < $1.column }
    case .largest(let count):
      return Self.largest(count, of: entries).sorted { $0.column < $1.column }
    }
  }

  /// The best entries in any order, by a heap whose first element is the worst of those kept so far.
  private static func largest(_ count: Int, of entries: [SparseRows.Entry]) -> [SparseRows.Entry] {
    var heap: [SparseRows.Entry] = []
    for entry in entries where entry.value != 0 {
      if heap.count < count {
        heap.append(entry)
        if heap.count == count {
          for place in stride(from: count / 2 - 1, through: 0, by: -1) { sift(&heap, from: place) }
        }
      } else if isWorse(heap[0], entry) {
        heap[0] = entry
        sift(&heap, from: 0)
      }
    }
    return heap
  }

  private static func isWorse(_ a: SparseRows.Entry, _ b: SparseRows.Entry) -> Bool {
    a.value < b.value || a.value == b.value && a.column > b.column
  }

  private static func sift(_ heap: inout [SparseRows.Entry], from start: Int) {
    var place = start
    while 2 * place + 1 < heap.count {
      var worst = 2 * place + 1
      if worst + 1 < heap.count, isWorse(heap[worst + 1], heap[worst]) { worst += 1 }
      guard isWorse(heap[worst], heap[place]) else { return }
      heap.swapAt(place, worst)
      place = worst
    }
  }
}
