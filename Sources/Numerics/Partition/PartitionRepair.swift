/// Moves nodes until no part is empty and none is heavier than a limit.
///
/// The limit is at least W / k + (1 − 1/k) w, with the total weight W, the number of parts k and the heaviest node's
/// weight w; then the lightest part has room for any node of a part that exceeds it, so it always succeeds.
struct PartitionRepair {
  private let adjacency: SparseMatrix<Double>
  private let nodeWeights: [Double]?
  private let limit: Double
  private(set) var parts: [Int32]
  private(set) var weights: [Double]
  private(set) var movedCount = 0
  private var counts: [Int]

  init(
    _ adjacency: SparseMatrix<Double>, nodeWeights: [Double]?, parts: [Int32], count: Int,
    limit: Double
  ) {
    self.adjacency = adjacency
    self.nodeWeights = nodeWeights
    self.limit = limit
    self.parts = parts
    weights = [Double](repeating: 0, count: count)
    counts = [Int](repeating: 0, count: count)
    for (node, part) in parts.enumerated() {
      counts[Int(part)] += 1
      weights[Int(part)] += nodeWeights.map { $0[node] } ?? 1
    }
  }

  mutating func repair() {
    let empty = counts.indices.filter { counts[$0] == 0 }
    let heavy = counts.indices.filter { weights[$0] > limit }
    guard !empty.isEmpty || !heavy.isEmpty else { return }
    fill(empty)
    for part in counts.indices where weights[part] > limit { lighten(part) }
  }

  /// Gives each empty part a node of the heaviest parts in turn, those that part with it most easily.
  private mutating func fill(_ empty: [Int]) {
    var waiting = empty[...]
    while !waiting.isEmpty {
      let donors = counts.indices.filter { counts[$0] > 1 }.sorted {
        weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1
      }
      let members = membersByPart()
      for donor in donors.prefix(waiting.count) {
        guard let target = waiting.popFirst(),
          let node = members[donor].min(by: { isLooser($0, than: $1) })
        else { return }
        move(node, to: target)
      }
    }
  }

  /// Moves the loosest nodes of a part to neighbouring parts with room, or to the lightest part, until it fits.
  private mutating func lighten(_ part: Int) {
    let members = parts.indices.filter { Int(parts[$0]) == part }
    let holds = members.map { hold(of: $0) }
    let order = members.indices.sorted { holds[$0] != holds[$1] ? holds[$0] < holds[$1] : $0 < $1 }
    for index in order where weights[part] > limit {
      let node = members[index]
      move(node, to: neighbourWithRoom(for: node) ?? lightest())
    }
  }

  private func isLooser(_ node: Int, than other: Int) -> Bool {
    let (first, second) = (hold(of: node), hold(of: other))
    return first != second ? first < second : node < other
  }

  /// The weight of a node's edges inside its part less that of those which leave it.
  private func hold(of node: Int) -> Double {
    adjacency.entries(inRow: node).reduce(0) { sum, slot in
      let other = Int(adjacency.columnIndices[slot])
      guard other != node else { return sum }
      return sum + (parts[other] == parts[node] ? adjacency.values[slot] : -adjacency.values[slot])
    }
  }

  /// The part with room for a node to which most weight leads, the first of several.
  private func neighbourWithRoom(for node: Int) -> Int? {
    var tied: [Int32: Double] = [:]
    for slot in adjacency.entries(inRow: node) {
      let part = parts[Int(adjacency.columnIndices[slot])]
      guard part != parts[node], weights[Int(part)] + weight(node) <= limit else { continue }
      tied[part, default: 0] += adjacency.values[slot]
    }
    return tied.max { $0.value != $1.value ? $0.value < $1.value : $0.key > $1.key }
      .map { Int($0.key) }
  }

  private func lightest() -> Int {
    weights.indices.min { weights[$0] < weights[$1] } ?? 0
  }

  private func weight(_ node: Int) -> Double { nodeWeights.map { $0[node] } ?? 1 }

  private mutating func move(_ node: Int, to target: Int) {
    let source = Int(parts[node])
    parts[node] = Int32(target)
    counts[source] -= 1
    counts[target] += 1
    weights[source] -= weight(node)
    weights[target] += weight(node)
    movedCount += 1
  }

  private func membersByPart() -> [[Int]] {
    var members = [[Int]](repeating: [], count: counts.count)
    for (node, part) in parts.enumerated() { members[Int(part)].append(node) }
    return members
  }
}
