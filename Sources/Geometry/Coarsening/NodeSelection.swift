internal import Numerics

/// Which nodes of a level a Kron reduction keeps; at least one of each component.
enum NodeSelection {
  /// The largest level for which an eigenvector is computed unless it is asked for.
  static let largestPolarity = 4096

  /// The largest component whose eigenvectors are all computed.
  private static let largestDense = 512

  static func kept(
    of adjacency: SparseMatrix<Double>, by selection: KronOptions.Selection, seed: UInt64,
    level: Int
  ) throws -> [Bool] {
    switch selection {
    case .automatic:
      try kept(
        of: adjacency, by: adjacency.rows <= largestPolarity ? .polarity : .independentSet,
        seed: seed, level: level)
    case .polarity: try polarity(of: adjacency, seed: seed)
    case .independentSet: besidesIndependentSet(of: adjacency, seed: seed, level: level)
    }
  }

  /// The nodes where the eigenvector of the Laplacian's largest eigenvalue is not negative, in each component.
  private static func polarity(of adjacency: SparseMatrix<Double>, seed: UInt64) throws -> [Bool] {
    let laplacian = try GraphOperators.laplacian(of: adjacency.withoutDiagonal())
    var kept = [Bool](repeating: true, count: adjacency.rows)
    var places = [Int32](repeating: 0, count: adjacency.rows)
    for nodes in components(of: adjacency) where nodes.count > 1 {
      for (place, node) in nodes.enumerated() { places[Int(node)] = Int32(place) }
      let values = try steepest(laplacian, nodes: nodes, places: places, seed: seed)
      let largest = values.reduce(0) { max($0, abs($1)) }
      for (place, node) in nodes.enumerated() {
        // What is zero but for rounding is kept.
        kept[Int(node)] = values[place] >= -1e-7 * largest
      }
    }
    return kept
  }

  /// The eigenvector of the largest eigenvalue of a component's Laplacian L: of the smallest of c − L, with c above all.
  private static func steepest(
    _ laplacian: SparseMatrix<Double>, nodes: [Int32], places: [Int32], seed: UInt64
  ) throws -> [Double] {
    var largest = 0.0
    for node in nodes { largest = max(largest, laplacian[Int(node), Int(node)]) }
    let bound = 2.02 * largest
    let flipped = RowAssembler.assemble(
      rows: nodes.count, columns: nodes.count, entriesPerRow: 8
    ) { row, contributions in
      let node = Int(nodes[row])
      for slot in laplacian.entries(inRow: node) {
        let other = Int(laplacian.columnIndices[slot])
        contributions.append(
          .init(
            column: places[other], rank: 0,
            value: ((other == node ? bound : 0) - laplacian.values[slot]) / largest))
      }
    }
    if nodes.count <= largestDense {
      let vectors = try SymmetricEigen.decompose(flipped.dense()).vectors
      return oriented((0..<nodes.count).map { vectors[$0, 0] })
    }
    // The top of the spectrum is dense: a large space, and no more digits than signs need.
    let pairs = try Eigensolver.smallest(
      stiffness: flipped, mass: SparseMatrix.identity(nodes.count), count: 1,
      options: EigensolverOptions(
        tolerance: 1e-6, residualTolerance: 1e-4, subspace: 160, seed: seed))
    return pairs.vectors.values
  }

  /// With the sign that makes the first component positive which reaches half of the largest magnitude.
  private static func oriented(_ vector: [Double]) -> [Double] {
    let largest = vector.reduce(0) { max($0, abs($1)) }
    guard let first = vector.first(where: { abs($0) >= largest / 2 }), first < 0 else {
      return vector
    }
    return vector.map { -$0 }
  }

  /// All nodes but a maximal independent set of those that have neighbours.
  private static func besidesIndependentSet(
    of adjacency: SparseMatrix<Double>, seed: UInt64, level: Int
  ) -> [Bool] {
    var stream = RandomStream(seed: seed, "Kron reduction", "level \(level)")
    let visits = stream.compactPermutation(adjacency.rows)
    func neighbours(_ node: Int) -> LazyFilterSequence<Range<Int>> {
      adjacency.entries(inRow: node).lazy.filter {
        adjacency.values[$0] > 0 && Int(adjacency.columnIndices[$0]) != node
      }
    }
    let degrees = (0..<adjacency.rows).map { node in
      neighbours(node).reduce(0) { sum, _ in sum + 1 }
    }
    var buckets = [[Int32]](repeating: [], count: (degrees.max() ?? 0) + 1)
    for node in visits { buckets[degrees[Int(node)]].append(node) }
    var kept = [Bool](repeating: true, count: adjacency.rows)
    for bucket in buckets.dropFirst() {
      for node in bucket
      where neighbours(Int(node)).allSatisfy({ kept[Int(adjacency.columnIndices[$0])] }) {
        kept[Int(node)] = false
      }
    }
    return kept
  }

  /// The nodes of each component, ascending.
  static func components(of adjacency: SparseMatrix<Double>) -> [[Int32]] {
    var sets = DisjointSets(count: adjacency.rows)
    for node in 0..<adjacency.rows {
      for slot in adjacency.entries(inRow: node) where adjacency.values[slot] > 0 {
        sets.join(Int32(node), adjacency.columnIndices[slot])
      }
    }
    let labels = sets.labels()
    var components = [[Int32]](repeating: [], count: Int(labels.max() ?? -1) + 1)
    for (node, label) in labels.enumerated() { components[Int(label)].append(Int32(node)) }
    return components
  }
}
