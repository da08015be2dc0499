public import Numerics

extension GraphEncodings {
  /// Random-walk encodings: the probabilities to be back at a node after 1, 2, … k steps, the diagonals of T, T², … Tᵏ
  /// for T = D⁻¹ A (Dwivedi et al., "Graph Neural Networks with Learnable Structural and Positional Representations",
  /// 2022, equation 6).
  ///
  /// They are exact, and do not depend on how the nodes are numbered but for rounding. A power needs only half as many
  /// steps from either side: (T^(a+b))ᵢᵢ is the product of row i of T^a with column i of T^b. Both are computed for eight
  /// nodes at a time, on the nodes that so many steps reach.
  ///
  /// - Parameters:
  ///   - graph: directed or not, weighted or not.
  ///   - count: k, at least 1.
  /// - Returns: n × k.
  /// - Throws: ``GraphError`` for a count out of range.
  /// - Complexity: O(n × k × edges) where k / 2 steps reach everything, O(n × k × what they reach) elsewhere.
  public static func randomWalk(
    of graph: Graph, count: Int
  ) throws(GraphError) -> DenseMatrix<Double> {
    try check(count)
    let size = graph.nodeCount
    // Similar matrices have the same diagonals of powers: D^(−½) A D^(−½) is symmetric, so that its rows are its columns.
    let forward =
      graph.isDirected
      ? try GraphOperators.randomWalk(of: graph.adjacency)
      : try GraphOperators.normalizedAdjacency(of: graph, selfLoops: 0)
    let backward = graph.isDirected ? forward.transposed() : forward
    let order = neighboursTogether(graph)
    let width = WalkBlock.width
    var result = [Double](repeating: 0, count: size * count)
    result.withUnsafeMutableBufferPointer { result in
      // One shard has workspace of the graph's size: a few blocks share it.
      Parallel.forEach(rangesOf: (size + width - 1) / width, grain: 8) { blocks in
        var columns = WalkBlock(forward, transposed: backward)
        var rows = WalkBlock(backward, transposed: forward)
        for block in blocks {
          let nodes = order[block * width..<min((block + 1) * width, size)]
          columns.start(at: nodes)
          if graph.isDirected { rows.start(at: nodes) }
          for step in 1...count {
            // Odd steps advance the one side, even ones the other.
            let returned: WalkBlock.Lanes
            if graph.isDirected {
              if step % 2 == 1 { columns.advance() } else { rows.advance() }
              returned = columns.products(with: rows)
            } else if step % 2 == 1 {
              columns.advance()
              returned = columns.productsWithPrevious()
            } else {
              returned = columns.products(with: columns)
            }
            for (lane, node) in nodes.enumerated() {
              result[Int(node) * count + step - 1] = returned[lane]
            }
          }
          columns.clear()
          rows.clear()
        }
      }
    }
    return DenseMatrix(rows: size, columns: count, values: result)
  }

  /// The nodes in breadth-first order, so that those next to each other reach much the same nodes.
  private static func neighboursTogether(_ graph: Graph) -> [Int32] {
    let adjacency = graph.adjacency
    // A directed edge reaches its source through walks backwards.
    let backward = graph.isDirected ? adjacency.transposed() : adjacency
    var isSeen = [Bool](repeating: false, count: graph.nodeCount)
    var order: [Int32] = []
    order.reserveCapacity(graph.nodeCount)
    var head = 0
    for start in 0..<graph.nodeCount where !isSeen[start] {
      isSeen[start] = true
      order.append(Int32(start))
      while head < order.count {
        let node = Int(order[head])
        head += 1
        for matrix in graph.isDirected ? [adjacency, backward] : [adjacency] {
          for slot in matrix.entries(inRow: node) {
            let neighbour = matrix.columnIndices[slot]
            guard !isSeen[Int(neighbour)] else { continue }
            isSeen[Int(neighbour)] = true
            order.append(neighbour)
          }
        }
      }
    }
    return order
  }
}
