public import Numerics

/// The Kron reduction of a graph: the network that is left of a network of conductances when some nodes are eliminated.
///
/// With kept nodes a and eliminated nodes b the reduced Laplacian is the Schur complement
/// L_aa − L_ab L_bb⁻¹ L_ba. It is a Laplacian, and effective resistances between kept nodes stay what they were:
/// Dörfler & Bullo, "Kron Reduction of Graphs with Applications to Electrical Networks" (2013).
public struct KronReduction: Sendable, Equatable {
  /// The weights of the reduced graph (kept × kept): symmetric to the bit, not negative, without diagonal.
  public let adjacency: SparseMatrix<Double>
  /// The harmonic extension (n × kept): kept nodes keep their values, the others take −L_bb⁻¹ L_ba times those.
  ///
  /// No entry is negative, and each row sums to 1.
  public let prolongation: SparseMatrix<Double>

  /// Eliminates nodes, each connected group of them by itself.
  ///
  /// - Parameters:
  ///   - adjacency: symmetric (n × n), entries finite and at least 0; diagonal entries and zeros are no edges.
  ///   - kept: whether each node (n) is kept; each component must have a kept node.
  /// - Throws: ``GraphError`` for a matrix that is no symmetric adjacency, another number of nodes, a component that
  ///   would go as a whole, or groups too large for memory; `NumericsError` if a factorization fails.
  /// - Complexity: that of factoring the Laplacian of each eliminated group and solving with it for each of its
  ///   neighbours.
  public init(_ adjacency: SparseMatrix<Double>, keeping kept: [Bool]) throws {
    try GraphOperators.checkSymmetric(adjacency)
    guard kept.count == adjacency.rows else {
      throw GraphError.parameterOutOfRange(
        name: "kept", value: "a list of \(kept.count)",
        range: "one for each of the \(adjacency.rows) nodes")
    }
    try self.init(symmetric: adjacency, keeping: kept)
  }

  init(symmetric adjacency: SparseMatrix<Double>, keeping kept: [Bool]) throws {
    let groups = try EliminatedGroups(adjacency, keeping: kept)
    let solved = try groups.solved()
    self.adjacency = groups.reducedAdjacency(solved)
    prolongation = groups.prolongation(solved)
  }
}
