import Autodiff
import Models
import Testing

@Suite("Pooling on a grid") struct PoolTests {
  @Test(
    "takes the maximum or mean of each window",
    arguments: ["maxpool", "avgpool", "pool"], [[2, 2], [3, 2], [2, 1]])
  func windows(block: String, form: [Int]) throws {
    let (size, stride) = (form[0], form[1])
    let layer = LayerCase(
      block: .map([.init(block, ["size": .integer(size), "stride": .integer(stride)])]),
      domain: .grid, shape: [2, 6, 7, 3])
    try checkLayer(layer, seed: 41) { x, _ in
      let height = (6 - size) / stride + 1, width = (7 - size) / stride + 1
      var result = Tensor<Double>(zeros: [2, height, width, 3])
      for i in 0..<2 {
        for r in 0..<height {
          for q in 0..<width {
            for k in 0..<3 {
              var values: [Double] = []
              for u in 0..<size {
                for v in 0..<size { values.append(x[i, r * stride + u, q * stride + v, k]) }
              }
              let mean = values.reduce(0, +) / Double(values.count)
              result[i, r, q, k] = block == "avgpool" ? mean : values.max() ?? 0
            }
          }
        }
      }
      return result
    }
  }

  @Test(
    "commutes with shifts by the stride on a grid it divides", arguments: ["maxpool", "avgpool"])
  func shifts(block: String) throws {
    let motion = Motion(
      name: "shift by the stride", moveInput: { GridCases.shifted($0, 2, 4) },
      moveOutput: { GridCases.shifted($0, 1, 2) })
    try checkLayer(
      LayerCase(block: .string(block), domain: .grid, shape: [1, 6, 8, 2]), seed: 42,
      motions: [motion])
  }
}
