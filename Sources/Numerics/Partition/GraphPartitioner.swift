/// Divides the nodes of a graph into parts of about equal weight with few edges between them, by METIS.
public enum GraphPartitioner {
  /// Divides a graph.
  ///
  /// METIS works on whole numbers. Weights that are all equal are left out; whole ones whose sum is at most 2²⁹ stay as
  /// they are; others are multiplied by the factor that makes their sum 2²⁹, rounded, and count at least 1. METIS may
  /// leave parts empty or exceed the imbalance on odd graphs: then nodes are moved until every part has a node and no
  /// part is heavier than max((1 + imbalance) W / k, W / k + (1 − 1/k) w), with total weight W and heaviest node w.
  ///
  /// - Parameters:
  ///   - adjacency: symmetric (n × n), entries finite and at least 0; diagonal entries and zeros are no edges.
  ///   - count: the number of parts k, from 1 to n.
  ///   - nodeWeights: one a node, finite and positive; `nil` for equal ones.
  ///   - options: scheme, imbalance, seed.
  /// - Throws: ``NumericsError`` naming the row at fault, or for a number of parts or an imbalance out of range.
  public static func divide(
    _ adjacency: SparseMatrix<Double>, into count: Int, nodeWeights: [Double]? = nil,
    options: PartitionOptions = PartitionOptions()
  ) throws(NumericsError) -> GraphPartition {
    try check(adjacency)
    return try divideSymmetric(
      adjacency, into: count, nodeWeights: nodeWeights, options: options)
  }

  /// As ``divide(_:into:nodeWeights:options:)``, for an adjacency that is known to be one.
  package static func divideSymmetric(
    _ adjacency: SparseMatrix<Double>, into count: Int, nodeWeights: [Double]?,
    options: PartitionOptions
  ) throws(NumericsError) -> GraphPartition {
    let nodes = adjacency.rows
    guard (1...max(nodes, 1)).contains(count), nodes > 0 else {
      throw NumericsError(
        .parameterOutOfRange,
        "\(count) parts of a graph of \(nodes) nodes. Ask for 1 to \(nodes), so that every part has"
          + " a node.")
    }
    guard (0.001...1).contains(options.imbalance) else {
      throw NumericsError(
        .parameterOutOfRange,
        "An imbalance of \(options.imbalance). Choose a number from 0.001 to 1.")
    }
    if let nodeWeights { try check(nodeWeights, nodes: nodes) }
    var repair = PartitionRepair(
      adjacency, nodeWeights: nodeWeights,
      parts: try parts(of: adjacency, nodeWeights: nodeWeights, count: count, options: options),
      count: count, limit: limit(nodeWeights, nodes: nodes, count: count, options: options))
    repair.repair()
    return GraphPartition(
      parts: repair.parts, weights: repair.weights, cut: cut(adjacency, repair.parts),
      movedCount: repair.movedCount)
  }

  private static func parts(
    of adjacency: SparseMatrix<Double>, nodeWeights: [Double]?, count: Int,
    options: PartitionOptions
  ) throws(NumericsError) -> [Int32] {
    let nodes = adjacency.rows
    // METIS divides by the logarithm of the number of parts, and does not end well where there is nothing to cut.
    if count == 1 { return [Int32](repeating: 0, count: nodes) }
    if count == nodes { return Array(0..<Int32(nodes)) }
    let graph = METISGraph(adjacency, nodeWeights: nodeWeights)
    guard graph.hasEdges else { return (0..<nodes).map { Int32($0 * count / nodes) } }
    let bisects =
      switch options.scheme {
      case .automatic: count <= 8
      case .kWay: false
      case .bisection: true
      }
    return try METIS.parts(of: graph, count: count, bisects: bisects, options: options)
  }

  private static func limit(
    _ nodeWeights: [Double]?, nodes: Int, count: Int, options: PartitionOptions
  ) -> Double {
    let mean = (nodeWeights?.reduce(0, +) ?? Double(nodes)) / Double(count)
    let heaviest = nodeWeights?.max() ?? 1
    let certain = mean + (1 - 1 / Double(count)) * heaviest
    // What rounding adds to a sum of weights must not count as too heavy.
    return max((1 + options.imbalance) * mean, certain) * (1 + 1e-9)
  }

  private static func cut(_ adjacency: SparseMatrix<Double>, _ parts: [Int32]) -> Double {
    adjacency.withUnsafeArrays { offsets, columns, values in
      parts.withUnsafeBufferPointer { parts in
        var cut = 0.0
        for row in 0..<adjacency.rows {
          let part = parts[row]
          for slot in Int(offsets[row])..<Int(offsets[row + 1]) {
            let column = Int(columns[slot])
            if column > row, parts[column] != part { cut += values[slot] }
          }
        }
        return cut
      }
    }
  }

  private static func check(_ adjacency: SparseMatrix<Double>) throws(NumericsError) {
    guard adjacency.rows == adjacency.columns else {
      throw NumericsError(
        .notSquare,
        "The adjacency is \(adjacency.rows) × \(adjacency.columns). A square one is needed.")
    }
    if let bad = adjacency.values.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw NumericsError(
        .parameterOutOfRange,
        "The adjacency holds \(adjacency.values[bad]) at row \(adjacency.row(ofEntry: bad)), column"
          + " \(adjacency.columnIndices[bad]). Edge weights must be finite and not negative.")
    }
    if let row = adjacency.firstUnequalRow {
      throw NumericsError(
        .notSymmetric,
        "Row \(row) of the adjacency differs from its column. Give both entries of each edge the"
          + " same weight.")
    }
  }

  private static func check(_ nodeWeights: [Double], nodes: Int) throws(NumericsError) {
    guard nodeWeights.count == nodes else {
      throw NumericsError(
        .shapeMismatch, "\(nodeWeights.count) node weights for \(nodes) nodes. Give one a node.")
    }
    if let node = nodeWeights.firstIndex(where: { !($0.isFinite && $0 > 0) }) {
      throw NumericsError(
        .parameterOutOfRange,
        "Node \(node) has weight \(nodeWeights[node]). Node weights must be finite and positive.")
    }
  }
}
