public import Numerics

/// How a signal takes one step along the edges of a graph.
public struct GraphTransition: Sendable, Hashable {
  /// By what the weights of edges are divided.
  public enum Normalization: String, Sendable, CaseIterable {
    /// D⁻¹ A: a walker's probabilities, ``GraphOperators/randomWalk(of:selfLoops:)``.
    case randomWalk = "random_walk"
    /// D^(−½) A D^(−½), symmetric if the graph is undirected.
    case symmetric
  }

  /// By what weights are divided.
  public let normalization: Normalization
  /// The weight of the loop that each node gets first, at least 0.
  public let selfLoops: Double

  /// Describes a step; ``matrix(of:)`` checks it.
  public init(_ normalization: Normalization, selfLoops: Double = 0) {
    self.normalization = normalization
    self.selfLoops = selfLoops
  }

  /// The matrix T of a step (n × n); its spectral norm or its row sums are at most 1.
  ///
  /// - Throws: ``GraphError`` for bad self-loops or a matrix that is no adjacency.
  public func matrix(
    of adjacency: SparseMatrix<Double>
  ) throws(GraphError) -> SparseMatrix<Double> {
    switch normalization {
    case .randomWalk: try GraphOperators.randomWalk(of: adjacency, selfLoops: selfLoops)
    case .symmetric: try GraphOperators.normalizedAdjacency(of: adjacency, selfLoops: selfLoops)
    }
  }
}
