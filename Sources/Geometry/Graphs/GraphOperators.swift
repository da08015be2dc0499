internal import Foundation
public import Numerics

/// Operators on graph signals, from a graph or from an adjacency matrix (n × n, entries ≥ 0).
///
/// Directed graphs are read row by row: row i holds the edges that leave node i. A node without
/// edges has a zero row wherever its degree would be divided by.
public enum GraphOperators {
  /// Which Laplacian of a graph.
  public enum LaplacianKind: String, Sendable, CaseIterable {
    /// D − A: positive semidefinite if undirected, zero row sums.
    case combinatorial
    /// I − D^(−½) A D^(−½): eigenvalues in 0 ... 2 (Chung, "Spectral Graph Theory", 1997).
    case symmetric
    /// I − D⁻¹ A: zero row sums; similar to the symmetric one.
    case randomWalk
  }

  /// The adjacency matrix (n × n).
  public static func adjacency(of graph: Graph) -> SparseMatrix<Double> {
    graph.adjacency
  }

  /// The symmetric normalized adjacency D^(−½) (A + s I) D^(−½).
  ///
  /// With s = 1 it is the propagation matrix of Kipf & Welling, "Semi-Supervised Classification
  /// with Graph Convolutional Networks" (2017), equation 2; D holds the row sums of A + s I. If the
  /// graph is directed, columns are scaled by the column sums instead, which is the same for
  /// undirected graphs and keeps the spectral norm at most 1.
  ///
  /// - Parameters:
  ///   - graph: directed or not, weighted or not.
  ///   - selfLoops: the weight s of the loop that each node gets, at least 0. Default: 1.
  /// - Throws: ``GraphError`` for a bad `selfLoops`.
  public static func normalizedAdjacency(
    of graph: Graph, selfLoops: Double = 1
  ) throws(GraphError) -> SparseMatrix<Double> {
    try normalizedAdjacency(of: graph.adjacency, selfLoops: selfLoops)
  }

  /// The symmetric normalized adjacency of an adjacency matrix (n × n); see the graph's.
  ///
  /// - Throws: ``GraphError`` for a bad `selfLoops` or a matrix that is no adjacency.
  public static func normalizedAdjacency(
    of adjacency: SparseMatrix<Double>, selfLoops: Double = 1
  ) throws(GraphError) -> SparseMatrix<Double> {
    let looped = try self.looped(adjacency, selfLoops: selfLoops)
    let rowScales = inverseRoots(looped.rowSums)
    let columnScales = inverseRoots(looped.transposed().rowSums)
    return scaled(looped, rows: rowScales, columns: columnScales)
  }

  /// The adjacency matrix with a loop at each node: A + s I.
  ///
  /// - Throws: ``GraphError`` for a bad `selfLoops` or a matrix that is no adjacency.
  public static func looped(
    _ adjacency: SparseMatrix<Double>, selfLoops: Double
  ) throws(GraphError) -> SparseMatrix<Double> {
    try check(adjacency)
    guard selfLoops.isFinite, selfLoops >= 0 else {
      throw .parameterOutOfRange(
        name: "selfLoops", value: "\(selfLoops)", range: "a finite weight of at least 0")
    }
    return selfLoops == 0
      ? adjacency
      : adjacency.adding(SparseMatrix.identity(adjacency.rows), scaledBy: selfLoops)
  }

  /// The random-walk normalized adjacency D⁻¹ (A + s I), D holding the row sums of A + s I.
  ///
  /// Row i holds the probabilities of a walker's step from node i; it sums to 1, or to 0 for a
  /// node that nothing leaves. In general not symmetric.
  ///
  /// - Parameters:
  ///   - adjacency: n × n.
  ///   - selfLoops: the weight s of the loop that each node gets, at least 0. Default: 0.
  /// - Throws: ``GraphError`` for a bad `selfLoops` or a matrix that is no adjacency.
  public static func randomWalk(
    of adjacency: SparseMatrix<Double>, selfLoops: Double = 0
  ) throws(GraphError) -> SparseMatrix<Double> {
    let looped = try self.looped(adjacency, selfLoops: selfLoops)
    return looped.scalingRows(by: looped.rowSums.map { $0 > 0 ? 1 / $0 : 0 })
  }

  /// A Laplacian of a graph (n × n).
  ///
  /// - Throws: ``GraphError`` for the symmetric Laplacian of a directed graph.
  public static func laplacian(
    of graph: Graph, _ kind: LaplacianKind = .combinatorial, selfLoops: Double = 0
  ) throws(GraphError) -> SparseMatrix<Double> {
    try laplacian(of: graph.adjacency, kind, selfLoops: selfLoops)
  }

  /// A Laplacian of an adjacency matrix (n × n); degrees are row sums, loops included.
  ///
  /// With self-loops A + s I stands for A everywhere. That leaves the combinatorial Laplacian as it
  /// is and draws the eigenvalues of the other two together (Wu et al., "Simplifying Graph
  /// Convolutional Networks", 2019, theorem 1).
  ///
  /// - Throws: ``GraphError`` for a matrix that is no adjacency, or for the symmetric Laplacian of
  ///   one that is not symmetric.
  public static func laplacian(
    of adjacency: SparseMatrix<Double>, _ kind: LaplacianKind = .combinatorial,
    selfLoops: Double = 0
  ) throws(GraphError) -> SparseMatrix<Double> {
    let adjacency = try looped(adjacency, selfLoops: selfLoops)
    let degrees = adjacency.rowSums
    let present = degrees.map { $0 > 0 ? 1.0 : 0 }
    switch kind {
    case .combinatorial:
      return SparseMatrix.diagonal(degrees).adding(adjacency, scaledBy: -1)
    case .symmetric:
      guard adjacency.isSymmetric(tolerance: 1e-12 * (adjacency.values.max() ?? 0)) else {
        throw .adjacency(
          problem: "is not symmetric: its symmetric Laplacian is not defined."
            + " Choose randomWalk, or make the graph undirected.")
      }
      let scales = inverseRoots(degrees)
      return SparseMatrix.diagonal(present).adding(
        scaled(adjacency, rows: scales, columns: scales), scaledBy: -1)
    case .randomWalk:
      let inverses = degrees.map { $0 > 0 ? 1 / $0 : 0 }
      return SparseMatrix.diagonal(present).adding(
        adjacency.scalingRows(by: inverses), scaledBy: -1)
    }
  }
}

extension GraphOperators {
  /// Throws unless a matrix is square with finite entries of at least 0.
  static func check(_ adjacency: SparseMatrix<Double>) throws(GraphError) {
    guard adjacency.rows == adjacency.columns else {
      throw .adjacency(problem: "is \(adjacency.rows) × \(adjacency.columns). It must be square.")
    }
    guard let bad = adjacency.values.firstIndex(where: { !($0.isFinite && $0 >= 0) }) else {
      return
    }
    let row = (adjacency.rowOffsets.firstIndex { Int($0) > bad } ?? 1) - 1
    throw .adjacency(
      problem: "has \(adjacency.values[bad]) in row \(row), column"
        + " \(adjacency.columnIndices[bad]). Entries must be finite and not negative.")
  }

  /// Throws unless a matrix is an adjacency equal to its transpose, entry by entry.
  static func checkSymmetric(_ adjacency: SparseMatrix<Double>) throws(GraphError) {
    try check(adjacency)
    if let row = adjacency.firstUnequalRow {
      throw .adjacency(
        problem: "is not symmetric: row \(row) differs from column \(row)."
          + " Make both entries of each edge equal.")
    }
  }

  static func inverseRoots(_ sums: [Double]) -> [Double] {
    sums.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
  }

  /// Scales both ways at once: the product of the scales first, so that symmetry is exact.
  static func scaled(
    _ matrix: SparseMatrix<Double>, rows: [Double], columns: [Double]
  ) -> SparseMatrix<Double> {
    var values = matrix.values
    for row in 0..<matrix.rows {
      for slot in matrix.entries(inRow: row) {
        values[slot] *= rows[row] * columns[Int(matrix.columnIndices[slot])]
      }
    }
    var result = matrix
    result.values = values
    return result
  }
}
