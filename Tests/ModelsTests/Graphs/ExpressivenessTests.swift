import Autodiff
import Geometry
import Models
import Numerics
import Testing

/// What messages between neighbours cannot tell apart: graphs that look the same from every node.
///
/// (Xu et al. 2019, Morris et al. 2019; Murphy et al. 2019 for circles with skip links.)
@Suite("Expressiveness") struct ExpressivenessTests {
  /// Layers of every flavour, each followed by a readout.
  static let layers: [ModelValue] = [
    ["gcn": 6], ["chebyshev": ["channels": 6, "order": 3]], ["gat": ["channels": 3, "heads": 2]],
    ["gatv2": ["channels": 3, "heads": 2]], ["gin": 6], ["mpnn": 6],
    ["mpnn": ["channels": 6, "aggregation": "max"]],
    ["monet": ["channels": 6, "coordinates": "degree", "normalize": false]],
  ]

  private func matrix(_ count: Int, _ edges: [(Int, Int)]) throws -> SparseMatrix<Double> {
    try SparseMatrix(
      rows: count, columns: count,
      triplets: edges.flatMap { [($0.0, $0.1, 1.0), ($0.1, $0.0, 1.0)] })
  }

  /// A circle of 41 nodes with a link from each to the one `skip` places on.
  private func circle(skip: Int) throws -> SparseMatrix<Double> {
    try matrix(41, (0..<41).flatMap { [($0, ($0 + 1) % 41), ($0, ($0 + skip) % 41)] })
  }

  private func hexagon() throws -> SparseMatrix<Double> {
    try matrix(6, (0..<6).map { ($0, ($0 + 1) % 6) })
  }

  private func triangles() throws -> SparseMatrix<Double> {
    try matrix(6, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
  }

  /// Squares of a 4 × 4 board joined by a rook's move.
  private func rook() throws -> SparseMatrix<Double> {
    try cayley { dx, dy in dx == 0 || dy == 0 }
  }

  /// Shrikhande's graph: of the same parameters as the rook's, (16, 6, 2, 2).
  private func shrikhande() throws -> SparseMatrix<Double> {
    try cayley { dx, dy in
      [[0, 1], [0, 3], [1, 0], [3, 0], [1, 1], [3, 3]].contains([dx, dy])
    }
  }

  private func cayley(_ joins: (Int, Int) -> Bool) throws -> SparseMatrix<Double> {
    var edges: [(Int, Int)] = []
    for a in 0..<16 {
      for b in 0..<a where joins((a / 4 - b / 4 + 4) % 4, (a % 4 - b % 4 + 4) % 4) {
        edges.append((a, b))
      }
    }
    return try matrix(16, edges)
  }

  /// What a model of random weights makes of each graph, with features the same at every node or those given.
  private func outputs(
    _ layer: ModelValue, of graphs: [SparseMatrix<Double>], features: [[[Double]]]? = nil,
    seed: UInt64
  ) throws -> [[Double]] {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": .list([layer, "tanh", layer, "tanh", ["readout": "sum"], ["linear": "classes"]]),
    ])
    let width = features?.first?.first?.count ?? 2
    let model = try Model(
      description,
      signature: InputSignature(
        channels: [.init("x", width)], gridShape: [], classNames: ["a", "b", "c"]), seed: seed)
    return try graphs.enumerated().map { index, graph in
      let rows =
        features?[index] ?? (0..<graph.rows).map { _ in (0..<width).map { _ in 1.0 } }
      let input = try ModelInput(
        .dense(GraphCases.tensor(rows).converted(to: Float.self)), for: description,
        operators: [DomainOperator(name: "a", kind: .adjacency, matrix: graph)])
      let bound = try BoundInput(input, for: model, as: Double.self)
      return try model.forward(
        bound, parameters: model.parameters.converted(to: Double.self),
        tape: Tape(recording: false), mode: .prediction
      ).logits.value.scalars
    }
  }

  @Test("no layer of messages tells circles with other skip links apart", arguments: layers)
  func circles(layer: ModelValue) throws {
    let graphs = try [2, 3, 4, 5, 6, 9, 11, 12, 13, 16].map { try circle(skip: $0) }
    let found = try outputs(layer, of: graphs, seed: 91)
    for output in found.dropFirst() { #expect(relativeError(output, found[0]) < 1e-12) }
  }

  @Test(
    "nor a hexagon from two triangles, nor the rook's graph from Shrikhande's", arguments: layers)
  func regularPairs(layer: ModelValue) throws {
    for (first, second) in [
      (try hexagon(), try triangles()), (try rook(), try shrikhande()),
    ] {
      let found = try outputs(layer, of: [first, second], seed: 92)
      #expect(relativeError(found[0], found[1]) < 1e-12)
    }
    // The two of a pair differ: a hexagon has no triangle, and neighbours of a rook's square are joined otherwise.
    #expect(try triangleCount(hexagon()) == 0 && triangleCount(triangles()) == 2)
    #expect(try squareCount(rook()) != squareCount(shrikhande()))
  }

  @Test(
    "sums tell a star from a ring; means and maxima of features all the same cannot",
    arguments: layers)
  func different(layer: ModelValue) throws {
    let star = try matrix(7, (1..<7).map { (0, $0) } + [(1, 2)])
    let ring = try matrix(7, (0..<7).map { ($0, ($0 + 1) % 7) })
    let found = try outputs(layer, of: [star, ring], seed: 93)
    let seesNumbers =
      ["gcn", "chebyshev", "gin", "monet"].contains { layer[$0] != nil } || layer["mpnn"] == 6
    #expect((relativeError(found[0], found[1]) > 1e-3) == seesNumbers)
  }

  @Test("with Laplacian eigenvectors as features circles are told apart", arguments: layers)
  func encodings(layer: ModelValue) throws {
    let graphs = try [2, 3, 4, 5, 6, 9, 11, 12, 13, 16].map { try circle(skip: $0) }
    let features = try graphs.map { graph -> [[Double]] in
      let edges = GraphCases.triplets(graph).filter { $0.0 < $0.1 }
        .map { Graph.Edge(Int32($0.0), Int32($0.1)) }
      let encoding = try GraphEncodings.laplacian(
        of: Graph(nodeCount: graph.rows, edges: edges), count: 8)
      return (0..<graph.rows).map { row in (0..<8).map { encoding[row, $0] } }
    }
    let found = try outputs(layer, of: graphs, features: features, seed: 94)
    for (index, output) in found.enumerated() {
      for other in found[..<index] { #expect(relativeError(output, other) > 1e-4) }
    }
  }

  private func triangleCount(_ matrix: SparseMatrix<Double>) -> Double {
    let a = GraphCases.dense(matrix)
    let cube = GraphCases.product(a, GraphCases.product(a, a))
    return cube.indices.reduce(0) { $0 + cube[$1][$1] } / 6
  }

  /// Sets of four nodes of which every two are joined.
  private func squareCount(_ matrix: SparseMatrix<Double>) -> Int {
    let a = GraphCases.dense(matrix)
    let nodes = Array(a.indices)
    var count = 0
    for i in nodes {
      for j in nodes[..<i] where a[i][j] != 0 {
        for k in nodes[..<j] where a[i][k] != 0 && a[j][k] != 0 {
          count += nodes[..<k].count { a[i][$0] != 0 && a[j][$0] != 0 && a[k][$0] != 0 }
        }
      }
    }
    return count
  }
}
