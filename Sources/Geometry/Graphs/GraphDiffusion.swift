public import Numerics

/// Matrices that spread signals over many steps of a walk at once: Σ θₖ Tᵏ for a transition matrix T of a graph.
///
/// With the random walk, row i is the distribution of where a walker from node i ends: it sums to 1, less what is lost
/// at nodes without a way out.
public enum GraphDiffusion {
  /// Rows whose powers are computed together: the columns of one dense product.
  private static let block = 16

  /// The matrix, exact up to rounding in what is kept.
  ///
  /// Each block of rows is a sum of sparse products with a block of unit vectors, of which no term is negative, so that
  /// nothing cancels and no n × n array is needed.
  ///
  /// - Parameters:
  ///   - adjacency: n × n, finite entries of at least 0.
  ///   - transition: the step T.
  ///   - kernel: the weights of the powers.
  ///   - kept: which entries are stored; without sparsification a connected graph gives n² of them.
  /// - Throws: ``GraphError`` for a bad matrix or parameter, or more entries than 32-bit offsets carry.
  /// - Complexity: O(n × entries × terms); about 37 / α terms of PageRank, 2 t + 50 of heat.
  public static func exact(
    of adjacency: SparseMatrix<Double>, _ kernel: DiffusionKernel,
    along transition: GraphTransition = GraphTransition(.randomWalk),
    keeping kept: Sparsification = .none
  ) throws(GraphError) -> SparseMatrix<Double> {
    try kernel.check()
    try kept.check()
    let size = adjacency.rows
    let backward = try transition.matrix(of: adjacency).transposed()
    let weights = kernel.weights
    return try SparseRows.matrix(size: size, grain: block) { range, part in
      let columns = sums(of: backward, weights, startingAt: range)
      for place in 0..<range.count {
        let entries = (0..<size).map {
          SparseRows.Entry(column: Int32($0), value: columns[$0 * range.count + place])
        }
        part.append(kept.kept(entries))
      }
    }
  }

  /// Σ θₖ Bᵏ times the unit vectors of a range, n × range.
  private static func sums(
    of backward: SparseMatrix<Double>, _ weights: [Double], startingAt range: Range<Int>
  ) -> [Double] {
    let width = range.count
    var power = DenseMatrix<Double>(rows: backward.rows, columns: width)
    for (place, node) in range.enumerated() { power[node, place] = 1 }
    var sums = power.values
    for index in sums.indices { sums[index] *= weights[0] }
    for weight in weights.dropFirst() {
      power = backward.multiplied(by: power)
      let values = power.values
      sums.withUnsafeMutableBufferPointer { sums in
        values.withUnsafeBufferPointer { values in
          for index in 0..<sums.count { sums[index] += weight * values[index] }
        }
      }
    }
    return sums
  }

  /// The matrix to a tolerance, by work that stays near each row's node: for graphs of any size.
  ///
  /// PageRank is pushed from node to node (Andersen, Chung & Lang, "Local Graph Partitioning using PageRank Vectors",
  /// 2006), heat from level to level (after Kloster & Gleich, "Heat Kernel Based Community Detection", 2014). What
  /// waits at a node is passed on while it is at least `tolerance` × the node's entries in T. So entries are too small,
  /// never too large; for the random walk of an undirected, unweighted graph, entry (i, j) by at most
  /// `tolerance` × the entries of row j.
  ///
  /// - Parameters:
  ///   - adjacency: n × n, finite entries of at least 0.
  ///   - transition: the step T.
  ///   - kernel: the weights of the powers.
  ///   - tolerance: positive; a row of PageRank takes at most 1 / (α tolerance) operations for the random walk.
  ///   - kept: which entries are stored.
  /// - Throws: ``GraphError`` for a bad matrix or parameter, or more entries than 32-bit offsets carry.
  public static func approximate(
    of adjacency: SparseMatrix<Double>, _ kernel: DiffusionKernel, tolerance: Double,
    along transition: GraphTransition = GraphTransition(.randomWalk),
    keeping kept: Sparsification = .none
  ) throws(GraphError) -> SparseMatrix<Double> {
    try kernel.check()
    try kept.check()
    guard tolerance > 0, tolerance.isFinite else {
      throw .parameterOutOfRange(
        name: "tolerance", value: "\(tolerance)", range: "a finite number above 0")
    }
    let weights = kernel.weights
    let matrix = try transition.matrix(of: adjacency)
    return try SparseRows.matrix(size: matrix.rows, grain: 256) { range, part in
      var push = DiffusionPush(matrix, tolerance: tolerance)
      for node in range {
        let entries =
          switch kernel {
          case .pageRank(let teleport): push.pageRank(from: node, teleport: teleport)
          case .heat: push.levels(from: node, weights: weights)
          }
        part.append(kept.kept(entries))
      }
    }
  }

}
