import Autodiff
import Models
import Numerics
import Testing

@Suite("E(n)-equivariant network") struct EGNNTests {
  private static let offsets = [0, 5, 6, 6, 9]

  private func description(_ options: [ModelValue.Entry], output: String? = nil) throws
    -> ModelDescription
  {
    try ModelDescription([
      "domain": "geometric_graph", "symmetry": "euclidean",
      "inputs": ["charges": "scalar", "positions": "position", "velocities": ["o3": [1]]],
      "blocks": .list(
        [.map([.init("egnn", .map(options))])] + (output.map { [["take": .string($0)]] } ?? [])),
    ])
  }

  private static let full: [ModelValue.Entry] = [
    .init("channels", 4), .init("layers", 2), .init("velocities", "velocities"),
    .init("products", true), .init("distances", true),
  ]

  /// A network with weights of any size, and fields of nine points in four items.
  private struct Case {
    let model: Model
    let parameters: ParameterTree<Double>
    var fields: [String: Tensor<Double>]
    var offsets: [Int]? = EGNNTests.offsets

    init(_ description: ModelDescription, seed: UInt64) throws {
      model = try Model(
        layers: description,
        signature: InputSignature(
          channels: [.init("charges", 2), .init("positions", 3), .init("velocities", 3)],
          gridShape: [], classNames: ["a"]), seed: seed)
      parameters = ParameterTree(
        model.parameters.leaves.map {
          let random = randomTensor($0.tensor.shape, seed: seed, $0.path)
          return .init($0.path, Tensor(shape: random.shape, random.scalars.map { 0.5 * $0 }))
        })
      fields = [
        "charges": randomTensor([9, 2], seed: seed, "charges"),
        "positions": randomTensor([9, 3], seed: seed, "positions"),
        "velocities": randomTensor([9, 3], seed: seed, "velocities"),
      ]
    }

    func output<Scalar: TensorScalar>(
      _ type: Scalar.Type, _ moved: [String: Tensor<Double>]? = nil
    ) throws -> Tensor<Double> {
      let fields = (moved ?? fields).mapValues { $0.converted(to: type) }
      let bound = try BoundInput(
        fields["charges"] ?? Tensor(zeros: []),
        companions: fields.filter { $0.key != "charges" }, operators: [],
        offsets: offsets.map { try ItemOffsets(levels: [$0]) }, for: model)
      return try model.forward(
        bound, parameters: parameters.converted(to: type), tape: Tape(recording: false),
        mode: .prediction
      ).logits.value.converted(to: Double.self)
    }

    /// The layers by loops over points and pairs: scalars and positions after the last.
    func reference(layers: Int) -> (scalars: [[Double]], positions: [[Double]]) {
      func rows(_ name: String) -> [[Double]] {
        GraphCases.rows(fields[name] ?? Tensor(zeros: [0, 3]))
      }
      func parameter(_ name: String) -> [[Double]] {
        parameters["blocks.0.egnn.\(name)"].map(GraphCases.rows) ?? []
      }
      func silu(_ x: Double) -> Double { x / (1 + exponential(-x)) }
      func linear(_ x: [Double], _ name: String, _ activates: Bool = true) -> [Double] {
        let sum = Rows.sum(Rows.times(x, parameter(name)), parameter("\(name)_bias")[0])
        return activates ? sum.map(silu) : sum
      }
      let charges = rows("charges"), velocities = rows("velocities")
      let start = rows("positions")
      var x = start
      var h = zip(charges, velocities).map { charge, velocity in
        linear(charge + [Rows.dot(velocity, velocity).squareRoot()], "embedding", false)
      }
      func squared(_ points: [[Double]], _ i: Int, _ j: Int) -> Double {
        let difference = zip(points[i], points[j]).map { $0 - $1 }
        return Rows.dot(difference, difference)
      }
      for layer in 1...layers {
        let before = (h, x)
        let ends = parameter("layer\(layer)_ends")
        let width = ends.first.map { $0.count / 2 } ?? 0
        let weights =
          ends.map { Array($0[..<width]) } + ends.map { Array($0[width...]) }
          + parameter("layer\(layer)_edge")
        for (start0, end) in zip(EGNNTests.offsets, EGNNTests.offsets.dropFirst()) {
          for i in start0..<end {
            var sum = [Double](repeating: 0, count: width), moved = [0.0, 0, 0]
            for j in start0..<end where j != i {
              let products = zip(charges[i], charges[j]).map { $0 * $1 }
              let features =
                before.0[i] + before.0[j] + [squared(before.1, i, j)] + products
                + [squared(start, i, j)]
              let first = Rows.sum(
                Rows.times(features, weights), parameter("layer\(layer)_edge_bias")[0]
              ).map(silu)
              let message = linear(first, "layer\(layer)_message")
              sum = Rows.sum(sum, message)
              let factor = Rows.times(
                linear(message, "layer\(layer)_factor"), parameter("layer\(layer)_step"))[0]
              let difference = zip(before.1[i], before.1[j]).map { $0 - $1 }
              moved = Rows.sum(moved, Rows.scaled(difference, factor / Double(end - start0 - 1)))
            }
            let pace = linear(
              linear(before.0[i], "layer\(layer)_pace"), "layer\(layer)_pace_output", false)[0]
            x[i] = Rows.sum(Rows.sum(x[i], moved), Rows.scaled(velocities[i], pace))
            let update = linear(
              linear(before.0[i] + sum, "layer\(layer)_update"), "layer\(layer)_update_output",
              false)
            h[i] = Rows.sum(h[i], update)
          }
        }
      }
      return (h, x)
    }
  }

  @Test(
    "is equations 3 to 7 with velocities, between all pairs of each item", arguments: [101, 102])
  func forward(seed: UInt64) throws {
    for (output, isPosition) in [(nil, false), ("positions", true)] as [(String?, Bool)] {
      let network = try Case(description(Self.full, output: output), seed: seed)
      let wanted = network.reference(layers: 2)
      let rows = (isPosition ? wanted.positions : wanted.scalars).flatMap { $0 }
      #expect(relativeError(try network.output(Double.self).scalars, rows) < 1e-11)
      #expect(relativeError(try network.output(Float.self).scalars, rows) < 1e-4)
    }
  }

  @Test(
    "rotations, reflections and shifts move positions alike and leave scalars", arguments: [103])
  func euclidean(seed: UInt64) throws {
    let angle = 0.7
    let (c, s) = (cosine(angle), sine(angle))
    // A turn about an axis, and a reflection.
    let matrix = [[c, -s, 0], [s, c, 0], [0, 0, -1]]
    let turn = [[1.0, 0, 0], [0, c, -s], [0, s, c]]
    let whole = GraphCases.product(matrix, turn)
    func moved(_ x: Tensor<Double>, shift: [Double]) -> Tensor<Double> {
      GraphCases.tensor(
        GraphCases.rows(x).map { row in
          Rows.sum(whole.map { Rows.dot($0, row) }, shift)
        })
    }
    for (output, isPosition) in [(nil, false), ("positions", true)] as [(String?, Bool)] {
      let network = try Case(description(Self.full, output: output), seed: seed)
      var fields = network.fields
      let shift = [0.3, -2, 1.1]
      fields["positions"] = fields["positions"].map { moved($0, shift: shift) }
      fields["velocities"] = fields["velocities"].map { moved($0, shift: [0, 0, 0]) }
      for (run, bound) in [
        ({ try network.output(Double.self, $0) }, 1e-11),
        ({ try network.output(Float.self, $0) }, 1e-5),
      ] as [(([String: Tensor<Double>]?) throws -> Tensor<Double>, Double)] {
        let still = try run(nil)
        let wanted = isPosition ? moved(still, shift: shift) : still
        #expect(relativeError(try run(fields).scalars, wanted.scalars) < bound)
      }
    }
  }

  @Test("renumbering the points of an item renumbers what comes out")
  func permutation() throws {
    let network = try Case(description(Self.full, output: "positions"), seed: 104)
    let order = [3, 1, 4, 0, 2, 5, 8, 6, 7]
    let moved = network.fields.mapValues { GraphCases.renumbered($0, order) }
    let wanted = GraphCases.renumbered(try network.output(Double.self), order)
    #expect(relativeError(try network.output(Double.self, moved).scalars, wanted.scalars) < 1e-11)
  }

  @Test("items together give what they give one by one")
  func items() throws {
    let network = try Case(description(Self.full, output: "positions"), seed: 105)
    let together = try network.output(Double.self).scalars
    var alone: [Double] = []
    for (start, end) in zip(Self.offsets, Self.offsets.dropFirst()) where start < end {
      var item = network
      item.fields = network.fields.mapValues { $0.rows(start..<end) }
      item.offsets = nil
      alone += try item.output(Double.self).scalars
    }
    #expect(relativeError(together, alone) < 1e-12)
  }

  @Test("gradients, along an adjacency and without velocities, too")
  func gradients() throws {
    let companions = [
      LayerCase.Companion(name: "positions", type: .position(3), shape: [9, 3]),
      LayerCase.Companion(name: "velocities", type: .irreps(.o3, [1]), shape: [9, 3]),
    ]
    try checkLayer(
      LayerCase(
        block: .map([.init("egnn", .map(Self.full))]), domain: .geometricGraph, shape: [9, 2],
        companions: companions, offsets: Self.offsets), seed: 106)
    try checkLayer(
      LayerCase(
        block: ["egnn": ["channels": 3, "edges": "adjacency", "activation": "tanh"]],
        domain: .geometricGraph, shape: [9, 2],
        operators: [
          DomainOperator(name: "a", kind: .adjacency, matrix: try GraphCases.adjacency())
        ], companions: [companions[0]]), seed: 107)
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
