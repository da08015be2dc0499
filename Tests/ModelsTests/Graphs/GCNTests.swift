import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Graph convolution") struct GCNTests {
  @Test("is Â X W + b, exact under relabelling, on an adjacency that it normalizes itself")
  func normalizesAdjacency() throws {
    try GraphBlockCase(block: ["gcn": ["channels": 5]]).check(seed: 11) { a, x, parameter in
      let product = GraphCases.product(x, parameter("weight"))
      return GraphCases.product(GraphCases.propagation(a), product).map {
        Rows.sum($0, parameter("bias")[0])
      }
    }
  }

  @Test("takes a normalized adjacency as it is, and linear means it on nodes")
  func takesOperatorAsItIs() throws {
    try GraphBlockCase(
      block: ["linear": ["channels": "classes", "bias": false]], kind: .normalizedAdjacency
    ).check(seed: 12) { a, x, parameter in
      GraphCases.product(a, GraphCases.product(x, parameter("weight")))
    }
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
