internal import Numerics

/// Approximate rows of a diffusion matrix, with workspace of the graph's size that is cleaned by what was touched.
struct DiffusionPush {
  private let transition: SparseMatrix<Double>
  private let tolerance: Double
  private var settled: Workspace
  private var waiting: Workspace
  private var next: Workspace
  private var isQueued: [Bool]
  private var queue: [Int32] = []

  /// - Parameters:
  ///   - transition: T, n × n.
  ///   - tolerance: what may stay behind at a node, for each of its entries.
  init(_ transition: SparseMatrix<Double>, tolerance: Double) {
    self.transition = transition
    self.tolerance = tolerance
    settled = Workspace(transition.rows)
    waiting = Workspace(transition.rows)
    next = Workspace(transition.rows)
    isQueued = [Bool](repeating: false, count: transition.rows)
  }

  /// What may stay behind at a node; nodes without a way out count as one entry.
  @inline(__always)
  private func least(_ node: Int) -> Double {
    tolerance * Double(max(transition.entries(inRow: node).count, 1))
  }

  /// A row of α (I − (1 − α) T)⁻¹: first come, first pushed.
  mutating func pageRank(from start: Int, teleport: Double) -> [SparseRows.Entry] {
    waiting.add(1, at: start)
    if 1 >= least(start) { enqueue(start) }
    var head = 0
    while head < queue.count {
      let node = Int(queue[head])
      head += 1
      isQueued[node] = false
      let mass = waiting.values[node]
      waiting.values[node] = 0
      settled.add(teleport * mass, at: node)
      let passed = (1 - teleport) * mass
      guard passed > 0 else { continue }
      for slot in transition.entries(inRow: node) {
        let neighbour = Int(transition.columnIndices[slot])
        waiting.add(passed * transition.values[slot], at: neighbour)
        if !isQueued[neighbour], waiting.values[neighbour] >= least(neighbour) {
          enqueue(neighbour)
        }
      }
    }
    queue.removeAll(keepingCapacity: true)
    waiting.clear()
    return settled.taken()
  }

  private mutating func enqueue(_ node: Int) {
    isQueued[node] = true
    queue.append(Int32(node))
  }

  /// A row of Σ θₖ Tᵏ, level by level.
  ///
  /// Mass that stays behind is missing from all later levels, in proportion to their weights: what may stay behind in
  /// all follows from how much they weigh together.
  mutating func levels(from start: Int, weights: [Double]) -> [SparseRows.Entry] {
    let steps = weights.indices.reduce(0) { $0 + Double($1) * weights[$1] }
    // What all later levels together still weigh.
    var rest = weights.reduce(0, +)
    waiting.add(1, at: start)
    for weight in weights {
      rest = max(rest - weight, 0)
      for node in waiting.touched {
        let mass = waiting.values[Int(node)]
        settled.add(weight * mass, at: Int(node))
        guard rest > 0, steps * mass >= least(Int(node)) else { continue }
        for slot in transition.entries(inRow: Int(node)) {
          next.add(mass * transition.values[slot], at: Int(transition.columnIndices[slot]))
        }
      }
      waiting.clear()
      swap(&waiting, &next)
      if waiting.touched.isEmpty { break }
    }
    waiting.clear()
    return settled.taken()
  }
}

extension DiffusionPush {
  /// A vector of zeros but for the nodes it lists.
  private struct Workspace {
    var values: [Double]
    var touched: [Int32] = []
    private var isTouched: [Bool]

    init(_ size: Int) {
      values = [Double](repeating: 0, count: size)
      isTouched = [Bool](repeating: false, count: size)
    }

    @inline(__always)
    mutating func add(_ value: Double, at node: Int) {
      if !isTouched[node] {
        isTouched[node] = true
        touched.append(Int32(node))
      }
      values[node] += value
    }

    mutating func clear() {
      for node in touched {
        values[Int(node)] = 0
        isTouched[Int(node)] = false
      }
      touched.removeAll(keepingCapacity: true)
    }

    /// The entries, in the order they were first touched; all zeros afterwards.
    mutating func taken() -> [SparseRows.Entry] {
      let entries = touched.map { SparseRows.Entry(column: $0, value: values[Int($0)]) }
      clear()
      return entries
    }
  }
}
