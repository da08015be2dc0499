import Autodiff
import Models
import Numerics
import Testing

@Suite("E(n)-equivariant network") struct EGNNTests {
  private static let offsets = [0, 5, 6, 6, 9]

  private static let full: [ModelValue.Entry] = [
    .init("channels", 4), .init("layers", 2), .init("velocities", "velocities"),
    .init("products", true), .init("distances", true),
  ]

  /// Nine points in four items, one of them empty and one of a single point, or so many in one item.
  private func layer(
    _ options: [ModelValue.Entry], velocities: Bool = true, charges: Int = 2, points: Int = 9,
    offsets: [Int]? = EGNNTests.offsets, taking output: String? = nil
  ) -> LayerCase {
    let position = LayerCase.Companion(
      name: "positions", type: .position(3), shape: [points, 3])
    let velocity = LayerCase.Companion(
      name: "velocities", type: .irreps(.o3, [1]), shape: [points, 3])
    return LayerCase(
      block: .map([.init("egnn", .map(options))]), domain: .geometricGraph,
      shape: [points, charges], companions: velocities ? [position, velocity] : [position],
      offsets: offsets, following: output.map { [["take": .string($0)]] } ?? [], weightScale: 0.5)
  }

  /// The layers by loops over points and pairs.
  private struct Reference {
    let parameters: ParameterTree<Double>
    let layers: Int
    let seesProducts: Bool, seesDistances: Bool
    let function: (Double) -> Double
    /// The points from which each takes messages.
    let senders: (Int) -> [Int]

    private func parameter(_ name: String) -> [[Double]] {
      parameters["blocks.0.egnn.\(name)"].map(GraphCases.rows) ?? []
    }

    private func linear(_ x: [Double], _ name: String, _ activates: Bool = true) -> [Double] {
      let sum = Rows.sum(Rows.times(x, parameter(name)), parameter("\(name)_bias")[0])
      return activates ? sum.map(function) : sum
    }

    private func squared(_ points: [[Double]], _ i: Int, _ j: Int) -> Double {
      let difference = zip(points[i], points[j]).map { $0 - $1 }
      return Rows.dot(difference, difference)
    }

    /// Scalars and positions after the last layer.
    func callAsFunction(
      _ charges: [[Double]], positions start: [[Double]], velocities: [[Double]]?
    ) -> (scalars: [[Double]], positions: [[Double]]) {
      var x = start
      var h = charges.indices.map { i in
        let speed = velocities.map { [Rows.dot($0[i], $0[i]).squareRoot()] } ?? []
        return linear(charges[i] + speed, "embedding", false)
      }
      for layer in 1...layers {
        let before = (h, x)
        let ends = parameter("layer\(layer)_ends")
        let width = ends.first.map { $0.count / 2 } ?? 0
        let weights =
          ends.map { Array($0[..<width]) } + ends.map { Array($0[width...]) }
          + parameter("layer\(layer)_edge")
        for i in charges.indices {
          var sum = [Double](repeating: 0, count: width), moved = [0.0, 0, 0]
          let others = senders(i)
          for j in others {
            let products = zip(charges[i], charges[j]).map { $0 * $1 }
            let features =
              before.0[i] + before.0[j] + [squared(before.1, i, j)]
              + (seesProducts ? products : []) + (seesDistances ? [squared(start, i, j)] : [])
            let first = Rows.sum(
              Rows.times(features, weights), parameter("layer\(layer)_edge_bias")[0]
            ).map(function)
            let message = linear(first, "layer\(layer)_message")
            sum = Rows.sum(sum, message)
            let factor = Rows.times(
              linear(message, "layer\(layer)_factor"), parameter("layer\(layer)_step"))[0]
            let difference = zip(before.1[i], before.1[j]).map { $0 - $1 }
            moved = Rows.sum(moved, Rows.scaled(difference, factor / Double(others.count)))
          }
          x[i] = Rows.sum(x[i], moved)
          if let velocities {
            let pace = linear(
              linear(before.0[i], "layer\(layer)_pace"), "layer\(layer)_pace_output", false)[0]
            x[i] = Rows.sum(x[i], Rows.scaled(velocities[i], pace))
          }
          let update = linear(
            linear(before.0[i] + sum, "layer\(layer)_update"), "layer\(layer)_update_output",
            false)
          h[i] = Rows.sum(h[i], update)
        }
      }
      return (h, x)
    }
  }

  private func silu(_ x: Double) -> Double { x / (1 + exponential(-x)) }

  /// All other points of a point's item.
  private func others(_ offsets: [Int]) -> (Int) -> [Int] {
    { i in
      zip(offsets, offsets.dropFirst()).map { $0..<$1 }.first { $0.contains(i) }
        .map { $0.filter { $0 != i } } ?? []
    }
  }

  /// A turn about two axes with a reflection and a shift, and another order of the points within items.
  private func motions(
    _ order: [Int], isPosition: Bool, operators: [DomainOperator]? = nil
  ) -> [Motion] {
    let (c, s) = (cosine(0.7), sine(0.7))
    let matrix = GraphCases.product(
      [[c, -s, 0], [s, c, 0], [0, 0, -1]], [[1, 0, 0], [0, c, -s], [0, s, c]])
    func moved(_ x: Tensor<Double>, isPosition: Bool) -> Tensor<Double> {
      RaggedCases.tensor(
        GraphCases.rows(x).map { row in
          Rows.sum(matrix.map { Rows.dot($0, row) }, isPosition ? [0.3, -2, 1.1] : [0, 0, 0])
        }, width: 3)
    }
    return [
      Motion(
        name: "a motion of space", moveInput: { $0 },
        moveCompanion: { moved($1, isPosition: $0 == "positions") },
        moveOutput: isPosition ? { moved($0, isPosition: true) } : nil),
      Motion(
        name: "other numbers", operators: operators,
        moveInput: { GraphCases.renumbered($0, order) },
        moveCompanion: { GraphCases.renumbered($1, order) },
        moveOutput: { GraphCases.renumbered($0, order) }),
    ]
  }

  private func check(
    _ layer: LayerCase, seed: UInt64, layers: Int = 1, attributes: Bool = false, order: [Int],
    moved: [DomainOperator]? = nil, function: @escaping (Double) -> Double,
    senders: @escaping (Int) -> [Int]
  ) throws {
    let isPosition = !layer.following.isEmpty
    let companions = layer.companionValues(seed: seed).mapValues(GraphCases.rows)
    let motions = motions(order, isPosition: isPosition, operators: moved)
    try checkLayer(layer, seed: seed, motions: motions) { x, parameters in
      let reference = Reference(
        parameters: parameters, layers: layers, seesProducts: attributes,
        seesDistances: attributes, function: function, senders: senders)
      let found = reference(
        GraphCases.rows(x), positions: companions["positions"] ?? [],
        velocities: companions["velocities"])
      return isPosition
        ? RaggedCases.tensor(found.positions, width: 3)
        : RaggedCases.tensor(
          found.scalars, width: parameters["blocks.0.egnn.embedding_bias"]?.count ?? 0)
    }
  }

  @Test(
    "is equations 3 to 7 with velocities, between all pairs of each item; motions of space move positions alike and leave scalars",
    arguments: [101, 106])
  func full(seed: UInt64) throws {
    for output in [nil, "positions"] {
      try check(
        layer(Self.full, taking: output), seed: seed, layers: 2, attributes: true,
        order: [3, 1, 4, 0, 2, 5, 8, 6, 7], function: silu, senders: others(Self.offsets))
    }
  }

  @Test("along an adjacency, without velocities and with another function")
  func adjacency() throws {
    let graph = try GraphCases.adjacency()
    let order = GraphCases.order(seed: 107)
    let moved = try GraphCases.renumbered(graph, rows: order, columns: order)
    let dense = GraphCases.dense(graph)
    for output in [nil, "positions"] {
      var layer = layer(
        [.init("channels", 3), .init("edges", "adjacency"), .init("activation", "tanh")],
        velocities: false, offsets: nil, taking: output)
      layer.operators = [DomainOperator(name: "a", kind: .adjacency, matrix: graph)]
      try check(
        layer, seed: 107, order: order,
        moved: [DomainOperator(name: "a", kind: .adjacency, matrix: moved)],
        function: { 1 - 2 / (exponential(2 * $0) + 1) },
        senders: { i in dense.indices.filter { dense[i][$0] != 0 } })
    }
  }

  @Test("no point, and one point of one channel", arguments: [0, 1])
  func edges(points: Int) throws {
    for output in [nil, "positions"] {
      try check(
        layer(
          [.init("channels", 1), .init("velocities", "velocities")], charges: 1, points: points,
          offsets: [0, points], taking: output), seed: 108, order: Array(0..<points),
        function: silu, senders: { _ in [] })
    }
  }

  @Test("goes on with the field that is named, as it is")
  func take() throws {
    var layer = layer(
      [], velocities: true, charges: 1, offsets: nil)
    layer.block = ["take": "velocities"]
    let velocities = layer.companionValues(seed: 109)["velocities"]
    let order = GraphCases.order(seed: 109)
    let motions = motions(order, isPosition: false).map { motion in
      var motion = motion
      if motion.moveOutput == nil {
        motion.moveOutput = { motion.moveCompanion("velocities", $0) }
      }
      return motion
    }
    try checkLayer(layer, seed: 109, motions: motions) { _, _ in
      velocities ?? Tensor(zeros: [0, 3])
    }
  }

  @Test("items together give what they give one by one")
  func items() throws {
    let layer = layer(Self.full, taking: "positions")
    let description = try ModelDescription([
      "domain": "geometric_graph", "symmetry": "euclidean",
      "inputs": ["charges": "scalar", "positions": "position", "velocities": ["o3": [1]]],
      "blocks": .list([layer.block] + layer.following),
    ])
    let model = try Model(
      layers: description,
      signature: InputSignature(
        channels: [.init("charges", 2), .init("positions", 3), .init("velocities", 3)],
        gridShape: [], classNames: ["a"]), seed: 105)
    let charges = randomTensor([9, 2], seed: 105, "charges")
    let companions = layer.companionValues(seed: 105)
    func run(_ rows: Range<Int>, _ offsets: [Int]?) throws -> [Double] {
      let bound = try BoundInput(
        charges.rows(rows), companions: companions.mapValues { $0.rows(rows) }, operators: [],
        offsets: offsets.map { try ItemOffsets(levels: [$0]) }, for: model)
      return try model.forward(
        bound, parameters: model.parameters.converted(to: Double.self),
        tape: Tape(recording: false), mode: .prediction
      ).logits.value.scalars
    }
    let alone = try zip(Self.offsets, Self.offsets.dropFirst()).flatMap { start, end in
      start < end ? try run(start..<end, nil) : []
    }
    #expect(relativeError(try run(0..<9, Self.offsets), alone) < 1e-12)
  }

  @Test("positions, velocities and names that are missing are refused with what would fit")
  func refused() throws {
    func problems(_ inputs: ModelValue, _ options: ModelValue, then name: String? = nil) -> String {
      ModelDescription.problems(
        in: [
          "domain": "geometric_graph", "symmetry": "euclidean", "inputs": inputs,
          "blocks": .list([["egnn": options]] + (name.map { [["take": .string($0)]] } ?? [])),
        ]
      ).map { "\($0)" }.joined(separator: "\n")
    }
    let both: ModelValue = ["h": "scalar", "positions": "position"]
    #expect(problems(["h": "scalar"], 4).contains("declare an input positions: position"))
    #expect(
      problems(both, ["channels": 4, "velocities": "v"]).contains("declare an input v: {o3: [1]}"))
    #expect(problems(both, 4, then: "places").contains("there are: positions"))
    #expect(problems(both, 4, then: "positions").contains("takes") == false)
  }

  @Test("learns that bodies fly on along their velocities")
  func trains() throws {
    var trainer = try TrainingCases.bodiesTrainer(
      blocks: [
        ["egnn": ["channels": 16, "layers": 2, "velocities": "velocities"]],
        ["take": "positions"],
      ]
    ) { $0.epochs = 60 }
    let losses = try trainer.run().history.compactMap(\.validationLoss)
    // Standing still is 0.25 off in the mean square.
    #expect((losses.min() ?? 1) < 0.05)
  }
}
