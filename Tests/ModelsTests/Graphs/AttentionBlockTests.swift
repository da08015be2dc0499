import Autodiff
import Foundation
import Models
import Numerics
import Testing

/// The exponential function, for tests without an import of their own.
func exponential(_ x: Double) -> Double { exp(x) }
/// The cosine.
func cosine(_ x: Double) -> Double { cos(x) }
/// The sine.
func sine(_ x: Double) -> Double { sin(x) }

@Suite("Attention over neighbours") struct AttentionBlockTests {
  /// The softmax of scores over each node's neighbours and itself, head by head, and what it sums.
  private func attended(
    _ adjacency: [[Double]], heads: Int, values: [[Double]], averaged: Bool, bias: [Double],
    dropout: (rate: Double, key: UInt64)? = nil,
    score: (_ head: Int, _ receiver: Int, _ sender: Int) -> Double
  ) -> [[Double]] {
    let degrees = adjacency.indices.map { i in
      adjacency.indices.count { $0 == i || adjacency[i][$0] != 0 }
    }
    let factors = dropout.map {
      DropoutFactors.values(
        count: degrees.reduce(0, +) * heads, rate: $0.rate, key: $0.key)
    }
    return adjacency.indices.map { i in
      let neighbours = adjacency.indices.filter { $0 == i || adjacency[i][$0] != 0 }
      let first = degrees[..<i].reduce(0, +)
      let width = (values.first?.count ?? 0) / heads
      let joined = (0..<heads).map { head in
        let weights = Rows.softmax(neighbours.map { score(head, i, $0) }).enumerated().map {
          $1 * (factors?[(first + $0) * heads + head] ?? 1)
        }
        return (0..<width).map { c in
          zip(weights, neighbours).reduce(0) { $0 + $1.0 * values[$1.1][head * width + c] }
        }
      }
      let row =
        averaged
        ? (0..<width).map { c in joined.reduce(0) { $0 + $1[c] } / Double(heads) }
        : joined.flatMap { $0 }
      return bias.isEmpty ? row : Rows.sum(row, bias)
    }
  }

  private func part(_ row: [Double], _ head: Int, _ heads: Int) -> [Double] {
    let width = row.count / heads
    return Array(row[head * width..<(head + 1) * width])
  }

  private func leaky(_ x: Double, _ slope: Double) -> Double { x < 0 ? slope * x : x }

  @Test(
    "gat is the softmax of leakyRelu(q · W x + k · W x) over neighbours and itself",
    arguments: [(1, "concat", 41), (3, "concat", 42), (3, "mean", 43)])
  func gat(heads: Int, join: String, seed: Int) throws {
    try GraphBlockCase(block: [
      "gat": [
        "channels": 2, "heads": .integer(heads), "join": .string(join), "slope": 0.3,
        "dropout": 0.5,
      ]
    ]).check(seed: UInt64(seed)) { adjacency, x, parameter in
      let values = x.map { Rows.times($0, parameter("weight")) }
      let (query, key) = (parameter("query"), parameter("key"))
      return attended(
        adjacency, heads: heads, values: values, averaged: join == "mean",
        bias: parameter("bias")[0]
      ) { head, i, j in
        leaky(
          Rows.dot(query[head], part(values[i], head, heads))
            + Rows.dot(key[head], part(values[j], head, heads)), 0.3)
      }
    }
  }

  @Test(
    "gatv2 is the softmax of a · leakyRelu(U x + V x)",
    arguments: [(1, false, 44), (2, false, 45), (2, true, 46)])
  func gatv2(heads: Int, shared: Bool, seed: Int) throws {
    try GraphBlockCase(block: [
      "gatv2": [
        "channels": 3, "heads": .integer(heads), "shared": .bool(shared), "bias": false,
      ]
    ]).check(seed: UInt64(seed)) { adjacency, x, parameter in
      let senders = x.map { Rows.times($0, parameter("senders")) }
      let receivers = shared ? senders : x.map { Rows.times($0, parameter("receivers")) }
      let weights = parameter("scores")
      return attended(
        adjacency, heads: heads, values: senders, averaged: false, bias: []
      ) { head, i, j in
        let sums = Rows.sum(part(receivers[i], head, heads), part(senders[j], head, heads))
        return Rows.dot(weights[head], sums.map { leaky($0, 0.2) })
      }
    }
  }

  @Test("coefficients that a pass of training drops are those that its key says")
  func droppedCoefficients() throws {
    let options: ModelValue = ["channels": 2, "heads": 3, "dropout": 0.5]
    try GraphBlockCase(block: ["gat": options], isTraining: true, choosesByPlace: true).check(
      seed: 47
    ) { adjacency, x, parameter in
      let values = x.map { Rows.times($0, parameter("weight")) }
      return attended(
        adjacency, heads: 3, values: values, averaged: false, bias: parameter("bias")[0],
        dropout: (0.5, DropoutFactors.key(seed: 47, path: "blocks.0.gat"))
      ) { head, i, j in
        leaky(
          Rows.dot(parameter("query")[head], part(values[i], head, 3))
            + Rows.dot(parameter("key")[head], part(values[j], head, 3)), 0.2)
      }
    }
    try GraphBlockCase(block: ["gatv2": options], isTraining: true, choosesByPlace: true).check(
      seed: 48
    ) { adjacency, x, parameter in
      let senders = x.map { Rows.times($0, parameter("senders")) }
      let receivers = x.map { Rows.times($0, parameter("receivers")) }
      return attended(
        adjacency, heads: 3, values: senders, averaged: false, bias: parameter("bias")[0],
        dropout: (0.5, DropoutFactors.key(seed: 48, path: "blocks.0.gatv2"))
      ) { head, i, j in
        let sums = Rows.sum(part(receivers[i], head, 3), part(senders[j], head, 3))
        return Rows.dot(parameter("scores")[head], sums.map { leaky($0, 0.2) })
      }
    }
  }

  @Test("coefficients are dropped while training alone, with a fresh choice in each pass")
  func dropout() throws {
    for name in ["gat", "gatv2"] {
      let layer = GraphBlockCase(
        block: .map([.init(name, ["channels": 2, "heads": 2, "dropout": 0.5])]))
      let trained = try layer.output(seed: 5, isTraining: true, moment: "a")
      #expect(trained != (try layer.output(seed: 5, isTraining: true, moment: "b")))
      #expect(trained == (try layer.output(seed: 5, isTraining: true, moment: "a")))
      #expect(trained != (try layer.output(seed: 5, isTraining: false, moment: "a")))
    }
  }

  @Test(
    "features that are weighed are dropped while training, and scores see them whole",
    arguments: [("gat", 47), ("gatv2", 48)] as [(String, UInt64)])
  func featureDropout(name: String, seed: UInt64) throws {
    let graph = try GraphCases.adjacency()
    let (heads, width, rate) = (3, 2, 0.4)
    let layer = LayerCase(
      block: .map([
        .init(
          name,
          [
            "channels": .integer(width), "heads": .integer(heads), "feature_dropout": .number(rate),
          ])
      ]), domain: .graph, shape: [graph.rows, 4],
      operators: [DomainOperator(name: "a", kind: .adjacency, matrix: graph)], isTraining: true)
    var stream = RandomStream(seed: seed, "blocks.0.\(name)", "check")
    let ones = Tensor<Double>(repeating: 1, shape: [graph.rows, heads, width])
    let factors = Tape<Double>(recording: false).constant(ones)
      .dropout(rate: rate, key: stream.next() &+ 1).value
    #expect(factors.scalars.contains(0) && factors.scalars.contains { $0 > 1 })
    let kept = GraphCases.rows(factors.reshaped(to: [graph.rows, heads * width]))
    try checkLayer(layer, seed: seed, motions: []) { x, parameters in
      func parameter(_ leaf: String) -> [[Double]] {
        RaggedCases.rows(parameters, "blocks.0.\(name).\(leaf)")
      }
      let rows = GraphCases.rows(x)
      let isDynamic = name == "gatv2"
      let values = rows.map { Rows.times($0, parameter(isDynamic ? "senders" : "weight")) }
      let receivers = isDynamic ? rows.map { Rows.times($0, parameter("receivers")) } : values
      return GraphCases.tensor(
        attended(
          GraphCases.dense(graph), heads: heads,
          values: zip(values, kept).map { zip($0, $1).map { $0 * $1 } }, averaged: false,
          bias: parameter("bias")[0]
        ) { head, i, j in
          let (own, other) = (part(receivers[i], head, heads), part(values[j], head, heads))
          guard isDynamic else {
            return leaky(
              Rows.dot(parameter("query")[head], own) + Rows.dot(parameter("key")[head], other), 0.2
            )
          }
          return Rows.dot(parameter("scores")[head], Rows.sum(own, other).map { leaky($0, 0.2) })
        })
    }
  }

  @Test("features and coefficients are dropped apart, and nothing outside training")
  func bothDropouts() throws {
    for name in ["gat", "gatv2"] {
      func output(
        _ rates: [ModelValue.Entry], isTraining: Bool, _ moment: String = "a"
      ) throws -> [Double] {
        let options = [.init("channels", 2), .init("heads", 2)] + rates
        return try GraphBlockCase(block: .map([.init(name, .map(options))]))
          .output(seed: 6, isTraining: isTraining, moment: moment)
      }
      let coefficients = ModelValue.Entry("dropout", 0.5)
      let features = ModelValue.Entry("feature_dropout", 0.5)
      let outputs = try [[], [coefficients], [features], [coefficients, features]].map {
        try output($0, isTraining: true)
      }
      #expect(Set(outputs).count == 4)
      #expect(try output([features], isTraining: true) == outputs[2])
      #expect(try output([features], isTraining: true, "b") != outputs[2])
      #expect(try output([coefficients, features], isTraining: false) == outputs[0])
    }
  }
}
