public import Numerics

/// Leaves out edges of a graph that matter little.
public enum GraphSparsification {
  /// A sparser adjacency with the same components; see ``KronOptions/Sparsification``.
  ///
  /// - Parameters:
  ///   - adjacency: symmetric (n × n), entries finite and at least 0; the diagonal is left out.
  ///   - method: what is left out.
  ///   - stream: gives the draws of ``KronOptions/Sparsification/spectral(_:)``.
  /// - Throws: ``GraphError`` for a matrix that is no symmetric adjacency or a bad parameter; `NumericsError` if a
  ///   factorization fails.
  public static func sparsified(
    _ adjacency: SparseMatrix<Double>, by method: KronOptions.Sparsification,
    stream: inout RandomStream
  ) throws -> SparseMatrix<Double> {
    try GraphOperators.checkSymmetric(adjacency)
    try method.check()
    return try uncheckedSparsified(adjacency, by: method, stream: &stream)
  }

  static func uncheckedSparsified(
    _ adjacency: SparseMatrix<Double>, by method: KronOptions.Sparsification,
    stream: inout RandomStream
  ) throws -> SparseMatrix<Double> {
    switch method {
    case .none: adjacency
    case .threshold(let part): try thresholded(WeightedEdges(adjacency), part)
    case .spectral(let epsilon):
      try drawn(adjacency, WeightedEdges(adjacency), epsilon, stream: &stream)
    }
  }

  private static func thresholded(
    _ edges: WeightedEdges, _ part: Double
  ) throws -> SparseMatrix<Double> {
    var heaviest = [Double](repeating: 0, count: edges.nodeCount)
    for index in 0..<edges.count {
      for node in [edges.sources[index], edges.targets[index]] {
        heaviest[Int(node)] = max(heaviest[Int(node)], edges.weights[index])
      }
    }
    let forest = edges.spanningForest()
    return try edges.adjacency(
      weights: (0..<edges.count).map { index in
        let ends = (heaviest[Int(edges.sources[index])], heaviest[Int(edges.targets[index])])
        let weight = edges.weights[index]
        return forest[index] || weight >= part * min(ends.0, ends.1) ? weight : 0
      })
  }

  private static func drawn(
    _ adjacency: SparseMatrix<Double>, _ edges: WeightedEdges, _ epsilon: Double,
    stream: inout RandomStream
  ) throws -> SparseMatrix<Double> {
    let nodes = Double(max(edges.nodeCount, 2))
    var draws = Int((0.16 * nodes * nodes.logarithm / (epsilon * epsilon)).rounded(.up))
    guard draws < edges.count else { return adjacency }
    let resistances = try EffectiveResistances.estimated(adjacency, edges, stream: &stream)
    let shares = zip(edges.weights, resistances).map { $0 * $1 }
    var sums: [Double] = []
    for share in shares { sums.append((sums.last ?? 0) + share) }
    guard let total = sums.last, total > 0 else { return adjacency }
    let components = edges.componentCount(weights: edges.weights)
    while draws < edges.count {
      var weights = [Double](repeating: 0, count: edges.count)
      for _ in 0..<draws {
        let chosen = firstIndex(above: stream.uniform() * total, in: sums)
        weights[chosen] += edges.weights[chosen] * total / (Double(draws) * shares[chosen])
      }
      if edges.componentCount(weights: weights) == components {
        return try edges.adjacency(weights: weights)
      }
      draws *= 2
    }
    return adjacency
  }

  private static func firstIndex(above value: Double, in sums: [Double]) -> Int {
    var range = 0..<sums.count - 1
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = sums[middle] > value ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
