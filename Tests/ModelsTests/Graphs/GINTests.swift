import Models
import Testing

@Suite("Graph isomorphism layer") struct GINTests {
  private func reference(
    _ adjacency: [[Double]], _ x: [[Double]], epsilon: Double, norm: Bool, training: Bool,
    _ parameter: (String) -> [[Double]]
  ) -> [[Double]] {
    let sums = GraphCases.product(adjacency, x)
    let gathered = zip(x, sums).map { Rows.sum(Rows.scaled($0, 1 + epsilon), $1) }
    var hidden = GraphCases.product(gathered, parameter("weight1"))
    if norm {
      let columns = hidden[0].indices
      var mean = parameter("mean")[0], variance = parameter("variance")[0]
      if training {
        let count = Double(hidden.count)
        mean = columns.map { c in hidden.reduce(0) { $0 + $1[c] } / count }
        variance = columns.map { c in
          hidden.reduce(0) { $0 + ($1[c] - mean[c]) * ($1[c] - mean[c]) } / count
        }
      }
      let (scale, shift) = (parameter("scale")[0], parameter("shift")[0])
      hidden = hidden.map { row in
        columns.map { c in
          (row[c] - mean[c]) / (variance[c] + 1e-5).squareRoot() * scale[c] + shift[c]
        }
      }
    } else {
      hidden = hidden.map { Rows.sum($0, parameter("bias1")[0]) }
    }
    return hidden.map {
      Rows.sum(Rows.times($0.map { max(0, $0) }, parameter("weight2")), parameter("bias2")[0])
    }
  }

  @Test(
    "is MLP((1 + ε) x + A x), with more channels inside and with fewer",
    arguments: [(3, 7, 0.0, false, 61), (5, 2, 0.25, false, 62), (4, 4, -0.5, true, 63)])
  func plain(channels: Int, hidden: Int, epsilon: Double, norm: Bool, seed: Int) throws {
    try GraphBlockCase(block: [
      "gin": [
        "channels": .integer(channels), "hidden": .integer(hidden), "epsilon": .number(epsilon),
        "norm": .bool(norm),
      ]
    ]).check(seed: UInt64(seed)) { adjacency, x, parameter in
      reference(adjacency, x, epsilon: epsilon, norm: norm, training: false, parameter)
    }
  }

  @Test("learns ε where it is to")
  func learned() throws {
    try GraphBlockCase(block: ["gin": ["channels": 3, "learn_epsilon": true, "norm": false]])
      .check(seed: 64) { adjacency, x, parameter in
        reference(
          adjacency, x, epsilon: parameter("epsilon")[0][0], norm: false, training: false,
          parameter)
      }
  }

  @Test("normalizes over the batch while training")
  func training() throws {
    try GraphBlockCase(block: ["gin": 3], isTraining: true).check(seed: 65) {
      adjacency, x, parameter in
      reference(adjacency, x, epsilon: 0, norm: true, training: true, parameter)
    }
  }

  @Test("sums over all other points of an item where nothing joins them", arguments: [66, 67])
  func complete(seed: UInt64) throws {
    let offsets = [0, 5, 6, 6, 9]
    let hears = (0..<9).map { i in
      (0..<9).map { j in
        i != j && offsets.last { $0 <= i } == offsets.last { $0 <= j } ? 1.0 : 0
      }
    }
    let layer = LayerCase(
      block: ["gin": ["channels": 3, "hidden": seed == 66 ? 7 : 2, "norm": false]], domain: .set,
      shape: [9, 4], offsets: offsets)
    let order = [3, 1, 4, 0, 2, 5, 8, 6, 7]
    let motion = Motion(
      name: "renumbering", moveInput: { GraphCases.renumbered($0, order) },
      moveOutput: { GraphCases.renumbered($0, order) })
    try checkLayer(layer, seed: seed, motions: [motion]) { x, parameters in
      GraphCases.tensor(
        reference(hears, GraphCases.rows(x), epsilon: 0, norm: false, training: false) {
          RaggedCases.rows(parameters, "blocks.0.gin.\($0)")
        })
    }
  }
}
