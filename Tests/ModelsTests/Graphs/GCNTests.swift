import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Graph convolution") struct GCNTests {
  @Test("is Â X W + b, exact under relabelling, on an adjacency that it normalizes itself")
  func normalizesAdjacency() throws {
    let adjacency = try GraphCases.adjacency()
    let order = GraphCases.order(seed: 3)
    let moved = try GraphCases.renumbered(adjacency, rows: order, columns: order)
    let layer = LayerCase(
      block: ["gcn": ["channels": 5]], domain: .graph, shape: [9, 4],
      operators: [DomainOperator(name: "a", kind: .adjacency, matrix: adjacency)])
    let motion = Motion(
      name: "relabelling",
      operators: [DomainOperator(name: "a", kind: .adjacency, matrix: moved)],
      moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    try checkLayer(layer, seed: 11, motions: [motion]) { x, parameters in
      reference(GraphCases.propagation(adjacency), x, parameters, path: "blocks.0.gcn")
    }
  }

  @Test("takes a normalized adjacency as it is, and linear means it on nodes")
  func takesOperatorAsItIs() throws {
    let matrix = try GraphCases.adjacency()
    let layer = LayerCase(
      block: ["linear": ["channels": "classes", "bias": false]], domain: .graph, shape: [9, 4],
      operators: [DomainOperator(name: "p", kind: .normalizedAdjacency, matrix: matrix)])
    try checkLayer(layer, seed: 12) { x, parameters in
      reference(GraphCases.dense(matrix), x, parameters, path: "blocks.0.linear")
    }
  }

  private func reference(
    _ propagation: [[Double]], _ x: Tensor<Double>, _ parameters: ParameterTree<Double>,
    path: String
  ) -> Tensor<Double> {
    let weight = parameters["\(path).weight"].map(GraphCases.rows) ?? []
    let bias = parameters["\(path).bias"]?.scalars
    let product = GraphCases.product(propagation, GraphCases.product(GraphCases.rows(x), weight))
    return GraphCases.tensor(
      product.map { row in row.enumerated().map { $1 + (bias?[$0] ?? 0) } })
  }

  @Test("sparse features give what the same dense ones do")
  func sparseFeatures() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["features": "scalar"],
      "blocks": [["gcn": 6], "relu", ["gcn": "classes"]],
    ])
    var stream = RandomStream(seed: 5, "features")
    let triplets = (0..<30).map {
      (row: ($0 * 7) % 9, column: ($0 * 5) % 11, value: stream.uniform())
    }
    let sparse = try SparseMatrix<Double>(rows: 9, columns: 11, triplets: triplets)
    let operators = [
      DomainOperator(name: "a", kind: .adjacency, matrix: try GraphCases.adjacency())
    ]
    let dense = GraphCases.tensor(GraphCases.dense(sparse)).converted(to: Float.self)
    let first = try ModelInput(
      .sparse(sparse.converted(to: Float.self)), for: description, operators: operators)
    let second = try ModelInput(.dense(dense), for: description, operators: operators)
    let signature = try InputSignature(of: first, classNames: ["a", "b"], for: description)
    let model = try Model(description, signature: signature, seed: 1)
    let a = try model.logits(first).converted(to: Double.self)
    let b = try model.logits(second).converted(to: Double.self)
    #expect(a.shape == [9, 2])
    #expect(relativeError(a.scalars, b.scalars) < 1e-5)
  }
}
