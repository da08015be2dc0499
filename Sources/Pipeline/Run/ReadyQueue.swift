/// The stages that could run now, the one with the longest way to the end first.
///
/// A binary heap. - Complexity: O(log n) for each operation.
struct ReadyQueue {
  private var heap: [(priority: Double, stage: Int)] = []

  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }
  /// The stage that comes next.
  var first: Int? { heap.first?.stage }

  mutating func push(_ stage: Int, priority: Double) {
    heap.append((priority, stage))
    var child = heap.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Int? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let best = children.min(by: precedes), precedes(best, parent) else { break }
      heap.swapAt(best, parent)
      parent = best
    }
    return first.stage
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    let (a, b) = (heap[left], heap[right])
    return a.priority != b.priority ? a.priority > b.priority : a.stage < b.stage
  }
}
