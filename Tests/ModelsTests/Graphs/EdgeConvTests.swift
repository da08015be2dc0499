import Autodiff
import Models
import Testing

@Suite("Edge convolution") struct EdgeConvTests {
  private func reference(
    _ x: [[Double]], neighbours: Int, layers: Int, norm: Bool, _ parameter: (String) -> [[Double]]
  ) -> [[Double]] {
    x.indices.map { i in
      let distances = x.indices.map { j -> (Double, Int) in
        let difference = zip(x[i], x[j]).map { $0 - $1 }
        return (Rows.dot(difference, difference), j)
      }
      let messages = distances.sorted { $0 < $1 }.prefix(neighbours).map { _, j in
        var row = x[i] + zip(x[j], x[i]).map { $0 - $1 }
        for layer in 1...layers {
          row = Rows.times(row, parameter("weight\(layer)"))
          if norm {
            let scale = parameter("norm\(layer)_scale")[0],
              shift = parameter("norm\(layer)_shift")[0]
            let mean = parameter("norm\(layer)_mean")[0]
            let variance = parameter("norm\(layer)_variance")[0]
            row = row.indices.map {
              (row[$0] - mean[$0]) / (variance[$0] + 1e-5).squareRoot() * scale[$0] + shift[$0]
            }
          } else {
            row = Rows.sum(row, parameter("bias\(layer)")[0])
          }
          row = row.map { $0 < 0 ? 0.2 * $0 : $0 }
        }
        return row
      }
      return (messages.first ?? []).indices.map { c in messages.map { $0[c] }.max() ?? 0 }
    }
  }

  @Test(
    "is the maximum of f(x, neighbour − x) over the nearest points of the item",
    arguments: [(3, 1, false, 81), (1, 2, false, 82), (4, 2, true, 83), (20, 1, true, 84)])
  func forward(neighbours: Int, layers: Int, norm: Bool, seed: Int) throws {
    try GraphBlockCase(block: [
      "edgeconv": [
        "channels": 5, "neighbours": .integer(neighbours), "layers": .integer(layers),
        "norm": .bool(norm),
      ]
    ]).check(seed: UInt64(seed)) { _, x, parameter in
      reference(x, neighbours: neighbours, layers: layers, norm: norm, parameter)
    }
  }
}
