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

  @Test(
    "fields beside go on with the nodes that stay; behind unpool the others have theirs again",
    arguments: ["taken", "read", "returned", "moved"])
  func companions(way: String) throws {
    let offsets = [0, 5, 6, 6, 9]
    let layers: [String: [ModelValue]] = [
      "taken": [["topk": 0.5], ["take": "charges"]],
      "read": [
        ["topk": 0.5],
        [
          "mpnn": ["channels": 3, "edges": "all", "products": "charges", "activation": "silu"]
        ],
      ],
      "returned": [["topk": 0.7], ["topk": 0.5], "unpool", "unpool", ["take": "charges"]],
      "moved": [["topk": 0.5], ["raised": "charges"], "unpool", ["take": "charges"]],
    ]
    let description = try ModelDescription([
      "domain": "set", "symmetry": "permutation",
      "inputs": ["x": "scalar", "charges": ["o3": [0]]], "blocks": .list(layers[way] ?? []),
    ])
    let model = try Model(
      layers: description,
      signature: InputSignature(
        channels: [.init("x", 4), .init("charges", 2)], gridShape: [], classNames: ["a"]), seed: 8,
      catalogue: BlockCatalogue.standard.adding(BlockKind(RaisedField.self)))
    let parameters = model.parameters.converted(to: Double.self)
    let x = randomTensor([9, 4], seed: 115, "x")
    let charges = randomTensor([9, 2], seed: 115, "charges")
    func output(_ x: Tensor<Double>, _ charges: Tensor<Double>) throws -> Tensor<Double> {
      let bound = try BoundInput(
        x, companions: ["charges": charges], operators: [],
        offsets: try ItemOffsets(levels: [offsets]), for: model)
      return try model.forward(
        bound, parameters: parameters, tape: Tape(recording: false), mode: .prediction
      ).logits.value
    }
    let found = try output(x, charges)
    let direction = RaggedCases.rows(parameters, "blocks.0.topk.direction")
    let stays = zip(offsets, offsets.dropFirst()).flatMap { start, end in
      reference(Array(GraphCases.rows(x)[start..<end]), direction, ratio: 0.5).nodes.map {
        $0 + start
      }
    }
    switch way {
    case "taken": #expect(found == charges.rows(at: stays.map { Int32($0) }))
    case "returned": #expect(found == charges)
    case "moved":
      let wanted = GraphCases.rows(charges).enumerated().flatMap { node, row in
        row.map { stays.contains(node) ? $0 + 1 : $0 }
      }
      #expect(relativeError(found.scalars, wanted) < 1e-12)
    default:
      // What the nodes that went away carried is not seen; what the others carry is.
      #expect(found.shape == [stays.count, 3])
      func changed(_ node: Int) throws -> Tensor<Double> {
        var values = charges.scalars
        values[2 * node] += 0.5
        return try output(x, Tensor(shape: charges.shape, values))
      }
      for node in 0..<9 {
        // A point that is left alone in its item hears nobody.
        let hears = stays.contains(node) && node != 5
        #expect((try changed(node) != found) == hears, "node \(node)")
      }
    }
  }
}

/// Adds one to a field beside the main one: where `unpool` brings it back, it must be told from what was there before.
private struct RaisedField: Block {
  static let declaration = BlockDeclaration(
    name: "raised", summary: "Adds one to a field beside.", supports: [.nodes],
    symmetries: [.init(.permutation)],
    options: [BlockOption("field", .text, doc: "name of the field")], mainOption: "field")

  private let field: String

  init(_ options: BlockOptions) { field = options.text("field") }

  func prepare(_ site: inout BlockSite) -> FieldSignature { site.input }

  func apply<Scalar: TensorScalar>(
    _ input: FieldValue<Scalar>, _ pass: BlockPass<Scalar>
  ) throws -> FieldValue<Scalar> {
    if let found = pass.companion(field) { pass.setCompanion(field, found + Scalar(1)) }
    return input
  }
}
