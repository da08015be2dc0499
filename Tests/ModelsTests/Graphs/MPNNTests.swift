import Autodiff
import Models
import Numerics
import Testing

@Suite("Message passing") struct MPNNTests {
  private func layer(
    _ x: [Double], _ weight: [[Double]], _ bias: [[Double]], _ function: ((Double) -> Double)?
  ) -> [Double] {
    let sum = Rows.sum(Rows.times(x, weight), bias[0])
    return function.map { sum.map($0) } ?? sum
  }

  @Test(
    "is U(x, the sum, mean or maximum of M(x receiver, x sender, weight of the edge))",
    arguments: [
      ("sum", "relu", true, 71), ("mean", "silu", false, 72), ("max", "tanh", true, 73),
      ("max", "relu", false, 74),
    ])
  func forward(aggregation: String, activation: String, weights: Bool, seed: Int) throws {
    let function: (Double) -> Double =
      switch activation {
      case "silu": { $0 / (1 + exponential(-$0)) }
      case "tanh": { 1 - 2 / (exponential(2 * $0) + 1) }
      default: { max(0, $0) }
      }
    try GraphBlockCase(block: [
      "mpnn": [
        "channels": 3, "hidden": 5, "aggregation": .string(aggregation),
        "activation": .string(activation), "weights": .bool(weights),
      ]
    ]).check(seed: UInt64(seed)) { adjacency, x, parameter in
      // The ends' weights are the receivers' beside the senders'.
      let ends = parameter("ends")
      let message = ends.map { Array($0[..<5]) } + ends.map { Array($0[5...]) }
      return x.indices.map { i in
        let messages = x.indices.filter { adjacency[i][$0] != 0 }.map { j in
          let first =
            weights
            ? layer(
              x[i] + x[j] + [adjacency[i][j]], message + parameter("edge"), parameter("ends_bias"),
              function)
            : layer(x[i] + x[j], message, parameter("ends_bias"), function)
          return layer(first, parameter("message"), parameter("message_bias"), function)
        }
        let joined = (0..<5).map { c -> Double in
          let values = messages.map { $0[c] }
          switch aggregation {
          case "max": return values.max() ?? 0
          case "mean": return values.reduce(0, +) / Double(max(1, values.count))
          default: return values.reduce(0, +)
          }
        }
        let updated = layer(
          x[i] + joined, parameter("update"), parameter("update_bias"), function)
        return layer(updated, parameter("output"), parameter("output_bias"), nil)
      }
    }
  }

  private static let offsets = [0, 5, 6, 6, 9]

  /// The block by loops over every two points of an item: sums of messages that see `attributes` of receiver and sender.
  private func complete(
    _ x: [[Double]], hidden: Int, _ parameter: (String) -> [[Double]],
    attributes: (Int, Int) -> [Double]
  ) -> [[Double]] {
    let ends = parameter("ends")
    let message =
      ends.map { Array($0[..<hidden]) } + ends.map { Array($0[hidden...]) } + parameter("edge")
    let rectified = { (x: Double) -> Double in max(0, x) }
    return zip(Self.offsets, Self.offsets.dropFirst()).flatMap { start, end in
      (start..<end).map { i in
        var sum = [Double](repeating: 0, count: hidden)
        for j in start..<end where j != i {
          let first = layer(
            x[i] + x[j] + attributes(i, j), message, parameter("ends_bias"), rectified)
          sum = Rows.sum(
            sum, layer(first, parameter("message"), parameter("message_bias"), rectified))
        }
        let updated = layer(x[i] + sum, parameter("update"), parameter("update_bias"), rectified)
        return layer(updated, parameter("output"), parameter("output_bias"), nil)
      }
    }
  }

  @Test(
    "passes messages between every two points of an item of a set, which see products of charges",
    arguments: [
      (["edges": "all", "products": "charges"], 75), (["products": "charges"], 76),
      (["edges": "all"], 77),
      (["weights": false], 78), ([:], 79),
    ] as [([String: ModelValue], UInt64)])
  func completeGraph(options: [String: ModelValue], seed: UInt64) throws {
    let entries = options.map { ModelValue.Entry($0.key, $0.value) }.sorted { $0.name < $1.name }
    let charges = randomTensor([9, 2], seed: seed, "charges")
    let order = [3, 1, 4, 0, 2, 5, 8, 6, 7]
    let layer = LayerCase(
      block: .map([.init("mpnn", .map([.init("channels", 3), .init("hidden", 5)] + entries))]),
      domain: .set, shape: [9, 4],
      companions: [.init(name: "charges", type: .irreps(.o3, [0]), shape: [9, 2])],
      offsets: Self.offsets)
    let motion = Motion(
      name: "renumbering", moveInput: { GraphCases.renumbered($0, order) },
      moveCompanion: { GraphCases.renumbered($1, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    try checkLayer(layer, seed: seed, motions: [motion]) { x, parameters in
      let rows = GraphCases.rows(charges)
      // Where no adjacency is connected and none was ruled out, the value of every edge is 1.
      let weight: [Double] = options["edges"] == nil && options["weights"] == nil ? [1] : []
      return GraphCases.tensor(
        complete(GraphCases.rows(x), hidden: 5) {
          RaggedCases.rows(parameters, "blocks.0.mpnn.\($0)")
        } attributes: { i, j in
          options["products"] == nil ? weight : weight + zip(rows[i], rows[j]).map { $0 * $1 }
        })
    }
  }

  @Test(
    "an adjacency that is connected is taken on points in space, and only written edges: all passes it by"
  )
  func connected() throws {
    func output(_ block: ModelValue, _ operators: [DomainOperator]) throws -> [Double] {
      let description = try ModelDescription([
        "domain": "geometric_graph", "symmetry": "permutation", "inputs": ["x": "scalar"],
        "blocks": .list([["mpnn": block]]),
      ])
      let model = try Model(
        layers: description,
        signature: InputSignature(
          channels: [.init("x", 4)], gridShape: [], classNames: ["a"]), seed: 3)
      let bound = try BoundInput(
        randomTensor([9, 4], seed: 80, "x"), operators: operators, for: model)
      return try model.forward(
        bound, parameters: model.parameters.converted(to: Double.self),
        tape: Tape(recording: false), mode: .prediction
      ).logits.value.scalars
    }
    let free: ModelValue = ["channels": 3, "weights": false]
    let path = DomainOperator(name: "a", kind: .adjacency, matrix: try GraphCases.adjacency())
    let all = try SparseMatrix<Double>(
      rows: 9, columns: 9,
      triplets: (0..<81).filter { $0 / 9 != $0 % 9 }.map { ($0 / 9, $0 % 9, 2.0) })
    let complete = DomainOperator(name: "a", kind: .adjacency, matrix: all)
    let alone = try output(free, [])
    #expect(relativeError(try output(free, [complete]), alone) < 1e-12)
    #expect(relativeError(try output(free, [path]), alone) > 1e-3)
    #expect(
      relativeError(
        try output(["channels": 3, "edges": "all"], [path]),
        try output(["channels": 3, "edges": "all"], [])) == 0)
    let error = #expect(throws: ModelError.self) {
      try output(["channels": 3, "edges": "adjacency"], [])
    }
    #expect(error?.description.contains("needs an operator of kind adjacency") == true)
  }

  @Test("needs an adjacency on graphs, and numbers of their own type to multiply")
  func refused() {
    func problems(_ domain: String, _ inputs: ModelValue, _ options: ModelValue) -> String {
      ModelDescription.problems(
        in: [
          "domain": .string(domain), "symmetry": "permutation", "inputs": inputs,
          "blocks": .list([["mpnn": options], ["dense": "targets"]]),
        ], operators: []
      ).map { "\($0)" }.joined(separator: "\n")
    }
    #expect(problems("graph", ["x": "scalar"], 4).contains("needs an operator of kind adjacency"))
    #expect(problems("graph", ["x": "scalar"], ["channels": 4, "edges": "all"]) == "")
    #expect(problems("set", ["x": "scalar"], 4) == "")
    #expect(problems("geometric_graph", ["x": "scalar"], 4) == "")
    let products: ModelValue = ["channels": 4, "products": "q"]
    #expect(problems("set", ["x": "scalar", "q": ["o3": [0]]], products) == "")
    for type in ["scalar", ["o3": [1]], "position"] as [ModelValue] {
      #expect(
        problems("set", ["x": "scalar", "q": type], products)
          .contains("blocks[0].mpnn.products: finds no numbers to multiply"))
    }
  }

  @Test("learns that bodies fly on along their velocities, from coordinates as plain numbers")
  func trains() throws {
    let layer: ModelValue = [
      "residual": [
        ["mpnn": ["channels": 16, "edges": "all", "products": "charges", "activation": "silu"]]
      ]
    ]
    var trainer = try TrainingCases.bodiesTrainer(
      domain: "set", symmetry: "permutation",
      inputs: ["positions": "scalar", "velocities": "scalar", "charges": ["o3": [0]]],
      blocks: [["dense": 16], layer, layer, ["dense": 16], "silu", ["dense": "targets"]]
    ) { $0.epochs = 60 }
    let losses = try trainer.run().history.compactMap(\.validationLoss)
    // Standing still is 0.25 off in the mean square.
    #expect((losses.min() ?? 1) < 0.15)
  }
}
