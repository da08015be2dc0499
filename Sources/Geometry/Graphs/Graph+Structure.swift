public import Numerics

/// Degrees, components and the adjacency matrix of a graph.
extension Graph {
  /// The weight of edge `index`, 1 in an unweighted graph.
  @inline(__always)
  func weight(_ index: Int) -> Double { weights.map { $0[index] } ?? 1 }

  /// The number of edges at each node (n): those that leave it, if the graph is directed.
  public var degrees: [Int] {
    var degrees = [Int](repeating: 0, count: nodeCount)
    for edge in edges {
      degrees[Int(edge.source)] += 1
      if !isDirected { degrees[Int(edge.target)] += 1 }
    }
    return degrees
  }

  /// The sum of weights at each node (n): of edges that leave it, if the graph is directed.
  public var weightedDegrees: [Double] {
    var degrees = [Double](repeating: 0, count: nodeCount)
    for (index, edge) in edges.enumerated() {
      degrees[Int(edge.source)] += weight(index)
      if !isDirected { degrees[Int(edge.target)] += weight(index) }
    }
    return degrees
  }

  /// The connected component of each node (n), numbered from 0 by their lowest node.
  ///
  /// Directions are ignored (weak components); an isolated node is a component of its own.
  public var components: [Int32] {
    var sets = DisjointSets(count: nodeCount)
    for edge in edges { sets.join(edge.source, edge.target) }
    return sets.labels()
  }

  /// The nodes without an edge, ascending; directions are ignored.
  public var isolatedNodes: [Int] {
    var touched = [Bool](repeating: false, count: nodeCount)
    for edge in edges {
      touched[Int(edge.source)] = true
      touched[Int(edge.target)] = true
    }
    return touched.indices.filter { !touched[$0] }
  }

  /// The adjacency matrix A (n × n): Aᵢⱼ is the weight of the edge from i to j, 1 if unweighted.
  ///
  /// Symmetric if the graph is undirected; its diagonal is empty.
  ///
  /// - Complexity: O(n + edges).
  public var adjacency: SparseMatrix<Double> {
    var offsets = [Int32](repeating: 0, count: nodeCount + 1)
    for edge in edges {
      offsets[Int(edge.source) + 1] += 1
      if !isDirected { offsets[Int(edge.target) + 1] += 1 }
    }
    for node in 0..<nodeCount { offsets[node + 1] += offsets[node] }
    var next = offsets
    var columns = [Int32](repeating: 0, count: Int(offsets[nodeCount]))
    var values = [Double](repeating: 1, count: columns.count)
    func place(_ row: Int32, _ column: Int32, _ value: Double) {
      let slot = Int(next[Int(row)])
      columns[slot] = column
      values[slot] = value
      next[Int(row)] += 1
    }
    // Edges are sorted, so all lower neighbours of a node come before its higher ones.
    if !isDirected {
      for (index, edge) in edges.enumerated() { place(edge.target, edge.source, weight(index)) }
    }
    for (index, edge) in edges.enumerated() { place(edge.source, edge.target, weight(index)) }
    return SparseMatrix(
      uncheckedRows: nodeCount, columns: nodeCount, rowOffsets: offsets, columnIndices: columns,
      values: values)
  }
}
