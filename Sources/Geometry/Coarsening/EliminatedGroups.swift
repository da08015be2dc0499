internal import Numerics

/// The connected groups of the nodes that a Kron reduction eliminates.
struct EliminatedGroups {
  /// A connected group of eliminated nodes.
  struct Group: Sendable {
    /// Its nodes, ascending.
    var nodes: [Int32] = []
    /// The kept nodes next to it, ascending, by their numbers among kept nodes.
    var neighbours: [Int32] = []
  }

  /// What eliminating a group leaves.
  struct Solved: Sendable {
    /// The harmonic extension from the neighbours to the nodes of the group (nodes × neighbours).
    let extending: [Double]
    /// The weights of the edges among the neighbours (neighbours × neighbours), symmetric.
    let weights: [Double]
  }

  /// The most numbers that the extensions of all groups may have: a gigabyte.
  static let largestSize = 1 << 27

  private let adjacency: SparseMatrix<Double>
  private let groups: [Group]
  /// The kept nodes, ascending.
  private let kept: [Int32]
  /// The number of each node among the kept ones, or in its group.
  private let places: [Int32]
  /// The group of each node, −1 if it is kept.
  private let owners: [Int32]

  init(_ adjacency: SparseMatrix<Double>, keeping keeps: [Bool]) throws(GraphError) {
    self.adjacency = adjacency
    kept = keeps.indices.filter { keeps[$0] }.map { Int32($0) }
    var sets = DisjointSets(count: adjacency.rows)
    for node in keeps.indices where !keeps[node] {
      for slot in adjacency.entries(inRow: node) where adjacency.values[slot] > 0 {
        let other = adjacency.columnIndices[slot]
        if !keeps[Int(other)] { sets.join(Int32(node), other) }
      }
    }
    owners = sets.labels { !keeps[$0] }
    var places = [Int32](repeating: 0, count: adjacency.rows)
    for (place, node) in kept.enumerated() { places[Int(node)] = Int32(place) }
    var groups = [Group](repeating: Group(), count: Int(owners.max() ?? -1) + 1)
    for (node, owner) in owners.enumerated() where owner >= 0 {
      places[node] = Int32(groups[Int(owner)].nodes.count)
      groups[Int(owner)].nodes.append(Int32(node))
      for slot in adjacency.entries(inRow: node) where adjacency.values[slot] > 0 {
        let other = Int(adjacency.columnIndices[slot])
        if keeps[other] { groups[Int(owner)].neighbours.append(places[other]) }
      }
    }
    self.places = places
    for index in groups.indices {
      guard !groups[index].neighbours.isEmpty else {
        throw .parameterOutOfRange(
          name: "kept", value: "false for the whole component of node \(groups[index].nodes[0])",
          range: "at least one node of each component")
      }
      groups[index].neighbours = Self.sortedOnce(groups[index].neighbours)
    }
    self.groups = groups
    let size = groups.reduce(0.0) { sum, group in
      let width = Double(group.neighbours.count)
      return sum + width * (width + Double(group.nodes.count))
    }
    guard size <= Double(Self.largestSize) else {
      throw .parameterOutOfRange(
        name: "selection",
        value:
          "one whose eliminated groups have up to \(groups.map(\.nodes.count).max() ?? 0) nodes",
        range: "the independent set: the reduced graph would have up to \(Int(size)) entries")
    }
  }

  /// Eliminates every group.
  func solved() throws -> [Solved] {
    let outcomes = [Result<Solved, any Error>](parallel: groups.count, grain: 512) { index in
      Result { try solve(groups[index]) }
    }
    return try outcomes.map { try $0.get() }
  }

  private func solve(_ group: Group) throws -> Solved {
    let (height, width) = (group.nodes.count, group.neighbours.count)
    var columns: [Int32: Int] = [:]
    for (column, neighbour) in group.neighbours.enumerated() { columns[neighbour] = column }
    var coupling = [Double](repeating: 0, count: height * width)
    var inner: [(row: Int, column: Int, value: Double)] = []
    for (row, node) in group.nodes.enumerated() {
      var degree = 0.0
      for slot in adjacency.entries(inRow: Int(node)) where adjacency.values[slot] > 0 {
        let other = Int(adjacency.columnIndices[slot])
        guard other != Int(node) else { continue }
        degree += adjacency.values[slot]
        if owners[other] < 0 {
          if let column = columns[places[other]] {
            coupling[row * width + column] = adjacency.values[slot]
          }
        } else {
          inner.append((row, Int(places[other]), -adjacency.values[slot]))
        }
      }
      inner.append((row, row, degree))
    }
    let extending: [Double]
    if height == 1 {
      extending = coupling.map { $0 / inner[0].value }
    } else {
      let laplacian = try SparseMatrix(rows: height, columns: height, triplets: inner)
      extending = try SparseCholesky(laplacian).solve(
        DenseMatrix(rows: height, columns: width, values: coupling)
      ).values
    }
    return Solved(
      extending: extending, weights: Self.weights(coupling, extending, height, width))
  }

  /// L_ab L_bb⁻¹ L_ba: the part right of the diagonal and its mirror.
  private static func weights(
    _ coupling: [Double], _ extending: [Double], _ height: Int, _ width: Int
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: width * width)
    for node in 0..<height {
      for first in 0..<width where coupling[node * width + first] != 0 {
        let weight = coupling[node * width + first]
        for second in first + 1..<width {
          weights[first * width + second] += weight * extending[node * width + second]
        }
      }
    }
    for first in 0..<width {
      for second in first + 1..<width {
        // Never negative but for rounding.
        let weight = max(0, weights[first * width + second])
        weights[first * width + second] = weight
        weights[second * width + first] = weight
      }
    }
    return weights
  }

  /// The weights between kept nodes: their own edges first, then what each group leaves, in the order of groups.
  func reducedAdjacency(_ solved: [Solved]) -> SparseMatrix<Double> {
    var touching = [[SIMD2<Int32>]](repeating: [], count: kept.count)
    for (index, group) in groups.enumerated() {
      for (place, neighbour) in group.neighbours.enumerated() {
        touching[Int(neighbour)].append(SIMD2(Int32(index), Int32(place)))
      }
    }
    return RowAssembler.assemble(rows: kept.count, columns: kept.count, entriesPerRow: 16) {
      row, contributions in
      let node = Int(kept[row])
      for slot in adjacency.entries(inRow: node) where adjacency.values[slot] > 0 {
        let other = Int(adjacency.columnIndices[slot])
        guard other != node, owners[other] < 0 else { continue }
        contributions.append(
          .init(column: places[other], rank: 0, value: adjacency.values[slot]))
      }
      for touch in touching[row] {
        let (index, place) = (Int(touch.x), Int(touch.y))
        let neighbours = groups[index].neighbours
        for (column, neighbour) in neighbours.enumerated() {
          let weight = solved[index].weights[place * neighbours.count + column]
          if weight > 0 {
            contributions.append(.init(column: neighbour, rank: index + 1, value: weight))
          }
        }
      }
    }
  }

  /// A single 1 in the row of a kept node, the extension in that of another, divided by its sum.
  func prolongation(_ solved: [Solved]) -> SparseMatrix<Double> {
    RowAssembler.assemble(rows: adjacency.rows, columns: kept.count, entriesPerRow: 4) {
      node, contributions in
      guard owners[node] >= 0 else {
        contributions.append(.init(column: places[node], rank: 0, value: 1))
        return
      }
      let index = Int(owners[node])
      let neighbours = groups[index].neighbours
      let start = Int(places[node]) * neighbours.count
      let row = solved[index].extending[start..<start + neighbours.count]
      let sum = row.reduce(0) { $0 + max(0, $1) }
      for (column, value) in row.enumerated() where value > 0 {
        contributions.append(.init(column: neighbours[column], rank: 0, value: value / sum))
      }
    }
  }

  private static func sortedOnce(_ numbers: [Int32]) -> [Int32] {
    var kept: [Int32] = []
    for number in numbers.sorted() where kept.last != number { kept.append(number) }
    return kept
  }
}
