import Autodiff
import Models
import Testing

@Suite("Convolution on a grid") struct ConvTests {
  struct Form: Sendable, CustomStringConvertible {
    var size: Int, stride: Int, dilation: Int
    var padding: String
    var groups = 1
    var description: String { "\(size)/\(stride)/\(dilation) \(padding), \(groups) groups" }
  }

  static let forms = [
    Form(size: 3, stride: 1, dilation: 1, padding: "same"),
    Form(size: 3, stride: 2, dilation: 1, padding: "same"),
    Form(size: 2, stride: 1, dilation: 2, padding: "same"),
    Form(size: 3, stride: 2, dilation: 1, padding: "valid"),
    Form(size: 3, stride: 1, dilation: 2, padding: "valid"),
    Form(size: 3, stride: 1, dilation: 1, padding: "circular"),
    Form(size: 4, stride: 1, dilation: 1, padding: "circular"),
    Form(size: 1, stride: 1, dilation: 1, padding: "same"),
    Form(size: 3, stride: 1, dilation: 1, padding: "same", groups: 2),
    Form(size: 2, stride: 2, dilation: 2, padding: "circular", groups: 4),
  ]

  @Test("is the windowed sum of the definition", arguments: forms)
  func forward(form: Form) throws {
    let layer = LayerCase(
      block: [
        "conv": [
          "channels": 4, "size": .integer(form.size), "stride": .integer(form.stride),
          "dilation": .integer(form.dilation), "padding": .string(form.padding),
          "groups": .integer(form.groups),
        ]
      ], domain: .grid, shape: [2, 7, 6, form.groups == 1 ? 3 : 4])
    try checkLayer(layer, seed: 31, motions: []) { x, parameters in
      reference(form, x, parameters)
    }
  }

  @Test("no image, one pixel of one channel", arguments: [[0, 3, 4, 2], [1, 1, 1, 1]])
  func edges(shape: [Int]) throws {
    try checkLayer(
      LayerCase(block: ["conv": 1], domain: .grid, shape: shape), seed: 35, motions: []
    ) { x, parameters in
      reference(Form(size: 3, stride: 1, dilation: 1, padding: "same"), x, parameters)
    }
  }

  private func reference(
    _ form: Form, _ x: Tensor<Double>, _ parameters: ParameterTree<Double>
  ) -> Tensor<Double> {
    guard let weight = parameters.leaves.first?.tensor,
      let bias = parameters.leaves.last?.tensor.scalars
    else { return Tensor(zeros: [0]) }
    let (n, h, w, c, k) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3], bias.count)
    let reach = form.dilation * (form.size - 1) + 1
    func length(_ input: Int) -> Int {
      form.padding == "valid"
        ? (input - reach) / form.stride + 1 : (input + form.stride - 1) / form.stride
    }
    func before(_ input: Int) -> Int {
      switch form.padding {
      case "valid": 0
      case "circular": (reach - 1) / 2
      default: max(0, (length(input) - 1) * form.stride + reach - input) / 2
      }
    }
    var result = Tensor<Double>(zeros: [n, length(h), length(w), k])
    for i in 0..<n {
      for r in 0..<length(h) {
        for q in 0..<length(w) {
          for o in 0..<k {
            var sum = bias[o]
            for u in 0..<form.size {
              for v in 0..<form.size {
                var row = r * form.stride + u * form.dilation - before(h)
                var column = q * form.stride + v * form.dilation - before(w)
                if form.padding == "circular" {
                  row = (row + 7 * h) % h
                  column = (column + 7 * w) % w
                }
                guard (0..<h).contains(row), (0..<w).contains(column) else { continue }
                let own = c / form.groups
                let first = o / (k / form.groups) * own
                for j in 0..<own { sum += x[i, row, column, first + j] * weight[u, v, j, o] }
              }
            }
            result[i, r, q, o] = sum
          }
        }
      }
    }
    return result
  }

  @Test("commutes with every shift when the grid goes round")
  func circularIsExact() throws {
    let motions = [(1, 0), (0, 2), (3, 5)].map { down, right in
      Motion(
        name: "shift by \(down), \(right)", moveInput: { GridCases.shifted($0, down, right) },
        moveOutput: { GridCases.shifted($0, down, right) })
    }
    try checkLayer(
      LayerCase(
        block: ["conv": ["channels": 3, "padding": "circular"]], domain: .grid, shape: [2, 7, 6, 2]),
      seed: 32, motions: motions
    ) { x, parameters in
      reference(Form(size: 3, stride: 1, dilation: 1, padding: "circular"), x, parameters)
    }
  }

  @Test("commutes with shifts in the interior when padded with zeros")
  func interiorIsExact() throws {
    let motion = Motion(
      name: "shift", moveInput: { GridCases.shifted($0, 1, 1) },
      moveOutput: { GridCases.shifted($0, 1, 1) },
      compared: { GridCases.interior($0, margin: 2) })
    try checkLayer(
      LayerCase(block: ["linear": 3], domain: .grid, shape: [1, 9, 8, 2]), seed: 33,
      motions: [motion]
    ) { x, parameters in
      reference(Form(size: 3, stride: 1, dilation: 1, padding: "same"), x, parameters)
    }
  }

  @Test("a circular stride commutes with shifts by its multiples")
  func strided() throws {
    let motion = Motion(
      name: "shift by the stride", moveInput: { GridCases.shifted($0, 2, 4) },
      moveOutput: { GridCases.shifted($0, 1, 2) })
    try checkLayer(
      LayerCase(
        block: ["conv": ["channels": 3, "padding": "circular", "stride": 2]], domain: .grid,
        shape: [1, 8, 6, 2]),
      seed: 34, motions: [motion]
    ) { x, parameters in
      reference(Form(size: 3, stride: 2, dilation: 1, padding: "circular"), x, parameters)
    }
  }

  @Test("a window larger than the grid is refused, naming both")
  func tooLarge() throws {
    let value: ModelValue = [
      "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
      "blocks": [
        ["conv": ["channels": 2, "size": 9, "padding": "valid"]], "readout", ["linear": "classes"],
      ],
    ]
    let signature = InputSignature(channels: [.init("x", 1)], gridShape: [8, 8], classNames: ["a"])
    let error = #expect(throws: ModelError.self) {
      try Model(ModelDescription(value), signature: signature, seed: 0)
    }
    #expect(error?.problems.first?.path == "blocks[0].conv.size")
    #expect(error?.description.contains("9 × 9") == true)
  }

  @Test("groups that do not divide both channels are refused, naming them")
  func misfittingGroups() throws {
    let value: ModelValue = [
      "domain": "grid", "symmetry": "translation", "inputs": ["x": "scalar"],
      "blocks": [["conv": ["channels": 4, "groups": 2]], "readout", ["linear": "classes"]],
    ]
    let signature = InputSignature(channels: [.init("x", 3)], gridShape: [8, 8], classNames: ["a"])
    let error = #expect(throws: ModelError.self) {
      try Model(ModelDescription(value), signature: signature, seed: 0)
    }
    #expect(error?.problems.first?.path == "blocks[0].conv.groups")
    #expect(error?.description.contains("3 input and 4 output") == true)
  }
}
