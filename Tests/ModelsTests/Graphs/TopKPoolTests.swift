import Autodiff
import Geometry
import Models
import Numerics
import Testing

@Suite("Pooling by choice") struct TopKPoolTests {
  /// The nodes that stay and what they carry.
  private func reference(
    _ x: [[Double]], _ direction: [[Double]], ratio: Double
  ) -> (nodes: [Int], rows: [[Double]]) {
    let p = direction.map { $0[0] }
    let length = Rows.dot(p, p).squareRoot()
    let scores = x.map { Rows.dot($0, p) / length }
    let count = Int((ratio * Double(x.count) - 1e-9).rounded(.up))
    let nodes = x.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(count).sorted()
    return (nodes, nodes.map { Rows.scaled(x[$0], 1 - 2 / (exponential(2 * scores[$0]) + 1)) })
  }

  @Test("keeps the highest scores of each graph, scaled by their tanh", arguments: [0.5, 0.2, 1])
  func forward(ratio: Double) throws {
    try GraphBlockCase(block: ["topk": .number(ratio)], keepsNodes: false).check(
      seed: UInt64(110 + ratio * 10)
    ) { _, x, parameter in
      reference(x, parameter("direction"), ratio: ratio).rows
    }
  }

  @Test(
    "blocks after it work on the graph of the nodes that stay, normalized anew; unpool puts them back"
  )
  func inducedLevel() throws {
    for last in ["gcn", "unpool", "second"] {
      var blocks: [ModelValue] = [["topk": 0.6], ["gcn": ["channels": 3, "bias": false]]]
      if last == "unpool" { blocks.append("unpool") }
      if last == "second" { blocks += [["topk": 0.5], ["gcn": ["channels": 2, "bias": false]]] }
      // A block of blocks, so that all of them are checked as one layer.
      try GraphBlockCase(
        block: ["jumping": ["repeat": 1, "input": false, "blocks": .list(blocks)]],
        keepsNodes: false, movesAlike: last == "unpool"
      ).check(seed: 114) { adjacency, x, parameter in
        func pooled(
          _ a: [[Double]], _ x: [[Double]], _ ratio: Double, _ prefix: String, _ weight: String
        ) -> (nodes: [Int], adjacency: [[Double]], rows: [[Double]]) {
          let (nodes, rows) = reference(x, parameter("\(prefix).topk.direction"), ratio: ratio)
          let part = nodes.map { i in nodes.map { a[i][$0] } }
          let triplets = part.indices.flatMap { i in
            part.indices.filter { part[i][$0] != 0 }.map { (i, $0, part[i][$0]) }
          }
          let matrix = try? SparseMatrix<Double>(
            rows: part.count, columns: part.count, triplets: triplets)
          let spread = matrix.map(GraphCases.propagation) ?? []
          return (
            nodes, part,
            GraphCases.product(spread, GraphCases.product(rows, parameter("\(weight).gcn.weight")))
          )
        }
        let first = pooled(adjacency, x, 0.6, "0", "1")
        switch last {
        case "gcn": return first.rows
        case "second":
          return pooled(first.adjacency, first.rows, 0.5, "2", "3").rows
        default:
          return x.indices.map { node in
            first.nodes.firstIndex(of: node).map { first.rows[$0] } ?? [0, 0, 0]
          }
        }
      }
    }
  }

  @Test("a model that ends on chosen nodes, or joins their clusters, is refused")
  func refused() {
    func problems(_ blocks: ModelValue) -> String {
      ModelDescription.problems(
        in: [
          "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
          "blocks": blocks,
        ],
        operators: [
          OperatorSignature(name: "a", kind: .adjacency),
          OperatorSignature(name: "h", kind: .hierarchy),
        ]
      ).map { "\($0)" }.joined(separator: "\n")
    }
    #expect(problems([["topk": 0.5], ["linear": "classes"]]).contains("ends on level 1"))
    #expect(problems([["topk": 0.5], "clusterpool", "readout"]).contains("chosen by a topk"))
    #expect(problems([["topk": 0.5], "unpool", ["linear": "classes"]]) == "")
    // Behind the unpool, level 1 is that of the hierarchy again.
    let both: ModelValue = [
      ["topk": 0.5], "unpool", "clusterpool", ["linear": 3], "readout", ["linear": "classes"],
    ]
    #expect(problems(both) == "")
  }

  @Test("graphs are told apart behind it")
  func trains() throws {
    let description = try ModelDescription([
      "domain": "graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
      "blocks": [
        ["gin": 8], "relu", ["topk": 0.6], ["gin": 8], "relu", ["readout": "sum"],
        ["linear": "classes"],
      ],
    ])
    let count = 60
    let labels = try GraphCollections.labels(count)
    let split = try Split.stratified(labels: labels, train: 0.7, validation: 0.3, test: 0, seed: 1)
    let input = try ModelInput.batched(GraphCollections.shapes(count: count, seed: 2))
    var options = TrainingOptions()
    options.epochs = 30
    options.batchSize = 8
    options.learningRate = 0.02
    options.seed = 3
    var trainer = try TrainingCases.trainer(description, input, labels, split, options)
    let history = try trainer.run().history
    #expect((history.compactMap(\.validationAccuracy).max() ?? 0) > 0.85)
  }
}
