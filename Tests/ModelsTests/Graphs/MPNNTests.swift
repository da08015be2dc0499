import Models
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
}
