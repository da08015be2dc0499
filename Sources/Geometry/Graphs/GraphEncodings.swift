public import Numerics

/// Where the nodes of a graph are in it, as numbers that a model can read.
public enum GraphEncodings {
  /// How long eigenvectors are made.
  public enum Scaling: String, Sendable, CaseIterable {
    /// Length 1.
    case unit
    /// Of mean square λ² over the nodes of its component, λ its eigenvalue: what is not tied to neighbours can read λ off it.
    case eigenvalue
  }

  /// Laplacian encodings: the k smoothest functions on the graph that are not constant (Dwivedi & Bresson, "A
  /// Generalization of Transformer Networks to Graphs", 2020).
  ///
  /// They are eigenvectors of I − D^(−½) A D^(−½), of length 1 unless scaled, by ascending eigenvalue, without that of eigenvalue 0.
  /// Each connected component has its own: what is encoded of a node does not depend on other components; where a
  /// component of c nodes has but c − 1 of them, the rest is zero. The sign of each is chosen so that the sum of cubes
  /// is positive, or, where that vanishes, the first entry of at least half the largest magnitude. Eigenvectors of a
  /// multiple eigenvalue are one choice among many, which follows the order of the nodes.
  ///
  /// - Parameters:
  ///   - graph: undirected; edges of weight 0 do not connect.
  ///   - count: k, at least 1.
  ///   - scaling: how long the eigenvectors are.
  /// - Returns: n × k.
  /// - Throws: ``GraphError`` for a directed graph or a count out of range, `NumericsError` if the eigensolver does not
  ///   converge.
  public static func laplacian(
    of graph: Graph, count: Int, scaling: Scaling = .unit
  ) throws -> DenseMatrix<Double> {
    try check(count)
    guard !graph.isDirected else {
      throw GraphError.adjacency(
        problem: "is of a directed graph, which has no Laplacian encodings. Make the graph"
          + " undirected, or use random-walk encodings.")
    }
    let laplacian = try GraphOperators.laplacian(of: graph, .symmetric)
    var result = DenseMatrix<Double>(rows: graph.nodeCount, columns: count)
    for nodes in connectedNodes(graph) where nodes.count > 1 {
      let part = laplacian.principal(nodes)
      let pairs = try Eigensolver.smallest(
        stiffness: part, mass: SparseMatrix.identity(nodes.count),
        count: min(count + 1, nodes.count))
      for column in 1..<pairs.values.count {
        let vector = pairs.vectors.column(column)
        let length =
          scaling == .unit ? 1 : pairs.values[column] * Double(nodes.count).squareRoot()
        let factor = sign(of: vector) * length
        for (place, node) in nodes.enumerated() {
          result[Int(node), column - 1] = factor * vector[place]
        }
      }
    }
    return result
  }

  /// The nodes of each component of edges with weight, ascending; components by their lowest node.
  private static func connectedNodes(_ graph: Graph) -> [[Int32]] {
    var sets = DisjointSets(count: graph.nodeCount)
    for (index, edge) in graph.edges.enumerated() where graph.weight(index) > 0 {
      sets.join(edge.source, edge.target)
    }
    let labels = sets.labels()
    var nodes = [[Int32]](repeating: [], count: Int(labels.max() ?? -1) + 1)
    for (node, label) in labels.enumerated() { nodes[Int(label)].append(Int32(node)) }
    return nodes
  }

  private static func sign(of vector: [Double]) -> Double {
    var (cubes, magnitudes) = (0.0, 0.0)
    for entry in vector {
      cubes += entry * entry * entry
      magnitudes += abs(entry * entry * entry)
    }
    if abs(cubes) > 1e-6 * magnitudes { return cubes < 0 ? -1 : 1 }
    let largest = vector.reduce(0) { max($0, abs($1)) }
    return vector.first { abs($0) >= largest / 2 }.map { $0 < 0 ? -1 : 1 } ?? 1
  }

  static func check(_ count: Int) throws(GraphError) {
    guard (1...10_000).contains(count) else {
      throw .parameterOutOfRange(
        name: "count", value: "\(count)", range: "an integer from 1 to 10,000")
    }
  }
}
