import Geometry
import Numerics

/// Graphs that several suites use.
enum Graphs {
  static func cycle(_ count: Int) throws -> Graph {
    try Graph(
      nodeCount: count, edges: (0..<count).map { .init(Int32($0), Int32(($0 + 1) % count)) })
  }

  static func path(_ count: Int) throws -> Graph {
    try Graph(nodeCount: count, edges: (1..<count).map { .init(Int32($0 - 1), Int32($0)) })
  }

  static func complete(_ count: Int) throws -> Graph {
    try Graph(
      nodeCount: count,
      edges: (0..<count).flatMap { a in (0..<a).map { .init(Int32($0), Int32(a)) } })
  }

  static func star(_ leaves: Int) throws -> Graph {
    try Graph(nodeCount: leaves + 1, edges: (1...leaves).map { .init(0, Int32($0)) })
  }

  /// The second graph's nodes after the first's.
  static func union(_ a: Graph, _ b: Graph) throws -> Graph {
    let shift = Int32(a.nodeCount)
    return try Graph(
      nodeCount: a.nodeCount + b.nodeCount,
      edges: a.edges + b.edges.map { .init($0.source + shift, $0.target + shift) },
      isDirected: a.isDirected)
  }

  /// A graph without a pattern, of odd size, with an isolated node at its end.
  static func random(
    _ count: Int, directed: Bool = false, weighted: Bool = false, seed: UInt64 = 1
  ) throws -> Graph {
    var stream = RandomStream(seed: seed, "graphs", "random")
    var edges: [Graph.Edge] = []
    for source in 0..<count - 1 {
      for target in 0..<count - 1 where source != target && stream.uniform() < 2.5 / Double(count) {
        edges.append(.init(Int32(source), Int32(target)))
      }
    }
    let weights = weighted ? edges.map { _ in 0.25 + stream.uniform() } : nil
    return try Graph(nodeCount: count, edges: edges, weights: weights, isDirected: directed)
  }

  /// A shuffled order of so many nodes.
  static func shuffle(_ count: Int, seed: UInt64) -> [Int32] {
    var stream = RandomStream(seed: seed, "graphs", "shuffle")
    var order = (0..<Int32(count)).map { $0 }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(stream.uniform() * Double(index + 1)))
    }
    return order
  }

  /// The same graph, node i now called `names[i]`.
  static func renamed(_ graph: Graph, _ names: [Int32]) throws -> Graph {
    try Graph(
      nodeCount: graph.nodeCount,
      edges: graph.edges.map { .init(names[Int($0.source)], names[Int($0.target)]) },
      weights: graph.weights, isDirected: graph.isDirected)
  }

  /// The product of dense matrices, from the definition.
  static func product(
    _ a: DenseMatrix<Double>, _ b: DenseMatrix<Double>
  ) -> DenseMatrix<Double> {
    var result = DenseMatrix<Double>(rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for column in 0..<b.columns {
        result[row, column] = (0..<a.columns).reduce(0) { $0 + a[row, $1] * b[$1, column] }
      }
    }
    return result
  }

  static func difference(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }

  /// Signals without a pattern (n × channels).
  static func signals(_ count: Int, _ channels: Int, seed: UInt64 = 7) -> DenseMatrix<Double> {
    var stream = RandomStream(seed: seed, "graphs", "signals")
    return DenseMatrix(
      rows: count, columns: channels,
      values: (0..<count * channels).map { _ in stream.uniform() - 0.4 })
  }

  /// What `body` gives on one, two and three workers.
  static func onOneTwoThreeWorkers<Result>(_ body: () throws -> Result) rethrows -> [Result] {
    let before = Parallel.workers
    defer { Parallel.use(workers: before) }
    return try [1, 2, 3].map {
      Parallel.use(workers: $0)
      return try body()
    }
  }
}
