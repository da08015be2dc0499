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
    try checkLayer(layer, seed: 41, motions: []) { x, _ in
      reference(x, size: size, stride: stride, isMean: block == "avgpool")
    }
  }

  private func reference(
    _ x: Tensor<Double>, size: Int, stride: Int, isMean: Bool
  ) -> Tensor<Double> {
    let (items, channels) = (x.shape[0], x.shape[3])
    let height = (x.shape[1] - size) / stride + 1, width = (x.shape[2] - size) / stride + 1
    var result = Tensor<Double>(zeros: [items, height, width, channels])
    for i in 0..<items {
      for r in 0..<height {
        for q in 0..<width {
          for k in 0..<channels {
            var values: [Double] = []
            for u in 0..<size {
              for v in 0..<size { values.append(x[i, r * stride + u, q * stride + v, k]) }
            }
            let mean = values.reduce(0, +) / Double(values.count)
            result[i, r, q, k] = isMean ? mean : values.max() ?? 0
          }
        }
      }
    }
    return result
  }

  @Test(
    "commutes with shifts by the stride on a grid it divides", arguments: ["maxpool", "avgpool"])
  func shifts(block: String) throws {
    let motion = Motion(
      name: "shift by the stride", moveInput: { GridCases.shifted($0, 2, 4) },
      moveOutput: { GridCases.shifted($0, 1, 2) })
    try checkLayer(
      LayerCase(block: .string(block), domain: .grid, shape: [1, 6, 8, 2]), seed: 42,
      motions: [motion]
    ) { x, _ in reference(x, size: 2, stride: 2, isMean: block == "avgpool") }
  }

  @Test(
    "turns and mirrors move what windows find that fill the grid",
    arguments: ["maxpool", "avgpool"])
  func turns(block: String) throws {
    for isRegular in [false, true] {
      let group = FiniteGroup.d4
      let motions = (0..<group.order).map { element in
        let motion = GroupMotion(group: group, element: element)
        return Motion(
          name: "element \(element)", moveInput: { motion($0, isRegular: isRegular) },
          moveOutput: { motion($0, isRegular: isRegular) })
      }
      try checkLayer(
        LayerCase(
          block: .map([.init(block, ["size": 3, "stride": 2])]), domain: .grid,
          shape: [1, 5, 5, 8], symmetry: .p4m, type: isRegular ? .regular(group) : .scalar),
        seed: 43, motions: motions
      ) { x, _ in reference(x, size: 3, stride: 2, isMean: block == "avgpool") }
    }
  }

  @Test(
    "no image, one pixel of one channel", arguments: ["maxpool", "avgpool"],
    [[0, 4, 4, 2], [1, 1, 1, 1]])
  func edges(block: String, shape: [Int]) throws {
    let size = min(2, shape[1])
    try checkLayer(
      LayerCase(
        block: .map([.init(block, ["size": .integer(size)])]), domain: .grid, shape: shape),
      seed: 44, motions: []
    ) { x, _ in reference(x, size: size, stride: size, isMean: block == "avgpool") }
  }
}
