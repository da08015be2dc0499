import Autodiff
import Models
import Testing

@Suite("Group convolution") struct GroupConvTests {
  private func motions(_ group: FiniteGroup, isLifting: Bool) -> [Motion] {
    (0..<group.order).map { element in
      let motion = GroupMotion(group: group, element: element)
      return Motion(
        name: "element \(element) of \(group)",
        moveInput: { motion($0, isRegular: !isLifting) },
        moveOutput: { motion($0, isRegular: true) })
    }
  }

  @Test(
    "lifting and group convolution: gradients, loops, turns and mirrors", arguments: [1, 2, 3, 4])
  func valid(size: Int) throws {
    for (symmetry, group) in [(Symmetry.p4, FiniteGroup.c4), (.p4m, .d4)] {
      for isLifting in [true, false] {
        let copies = isLifting ? 1 : group.order
        let bank = GroupFilterBank(
          group, size: size, inputChannels: 2, outputChannels: 2, isLifting: isLifting)
        try checkLayer(
          LayerCase(
            block: ["linear": ["channels": 2, "size": .integer(size), "padding": "valid"]],
            domain: .grid, shape: [2, 5, 5, 2 * copies], symmetry: symmetry,
            type: isLifting ? .scalar : .regular(group)),
          seed: UInt64(size), motions: motions(group, isLifting: isLifting)
        ) { x, parameters in reference(x, parameters, bank, padding: "valid") }
      }
    }
  }

  /// The sum over the group on a grid that is continued by zeros or goes round, and the bias of each channel.
  private func reference(
    _ x: Tensor<Double>, _ parameters: ParameterTree<Double>, _ bank: GroupFilterBank,
    padding: String, stride: Int = 1
  ) -> Tensor<Double> {
    let (height, width) = (x.shape[1], x.shape[2])
    func frame(_ length: Int) -> (before: Int, after: Int) {
      switch padding {
      case "valid": return (0, 0)
      case "circular": return ((bank.size - 1) / 2, bank.size / 2)
      default:
        let missing = max(0, ((length - 1) / stride) * stride + bank.size - length)
        return (missing / 2, missing - missing / 2)
      }
    }
    let (rows, columns) = (frame(height), frame(width))
    var field = Tensor<Double>(
      zeros: [
        x.shape[0], rows.before + height + rows.after, columns.before + width + columns.after,
        x.shape[3],
      ])
    for item in 0..<x.shape[0] {
      for row in -rows.before..<height + rows.after {
        for column in -columns.before..<width + columns.after {
          let isInside = (0..<height).contains(row) && (0..<width).contains(column)
          guard isInside || padding == "circular" else { continue }
          for channel in 0..<x.shape[3] {
            field[item, row + rows.before, column + columns.before, channel] =
              x[item, (row + height) % height, (column + width) % width, channel]
          }
        }
      }
    }
    let leaves = parameters.leaves.map(\.tensor)
    let sum = GroupFilterBankTests.convolved(field, leaves[0], bank, stride: stride)
    let bias = leaves.count > 1 ? leaves[1].scalars : []
    let order = bank.group.order
    return Tensor(
      shape: sum.shape,
      sum.scalars.enumerated().map {
        $1 + (bias.isEmpty ? 0 : bias[$0 % (bias.count * order) / order])
      })
  }

  @Test(
    "other paddings and strides turn with the image where the windows lie symmetrically",
    arguments: [("same", 3, 1, 6), ("same", 5, 2, 5), ("circular", 3, 1, 6), ("valid", 2, 2, 6)])
  func paddings(padding: String, size: Int, stride: Int, side: Int) throws {
    try checkLayer(
      LayerCase(
        block: [
          "groupconv": [
            "channels": 2, "size": .integer(size), "stride": .integer(stride),
            "padding": .string(padding), "bias": false,
          ]
        ], domain: .grid, shape: [1, side, side, 8], symmetry: .p4, type: .regular(.c4)),
      seed: 5, motions: motions(.c4, isLifting: false)
    ) { x, parameters in
      reference(
        x, parameters,
        GroupFilterBank(.c4, size: size, inputChannels: 2, outputChannels: 2, isLifting: false),
        padding: padding, stride: stride)
    }
  }

  @Test("a circular convolution commutes with shifts")
  func shifts() throws {
    let motion = Motion(
      name: "shift", moveInput: { GridCases.shifted($0, 2, 1) },
      moveOutput: { GridCases.shifted($0, 2, 1) })
    try checkLayer(
      LayerCase(
        block: ["groupconv": ["channels": 2, "padding": "circular"]], domain: .grid,
        shape: [1, 5, 5, 4], symmetry: .p4, type: .regular(.c4)), seed: 6, motions: [motion]
    ) { x, parameters in
      reference(
        x, parameters,
        GroupFilterBank(.c4, size: 3, inputChannels: 1, outputChannels: 2, isLifting: false),
        padding: "circular")
    }
  }

  @Test("no image, one pixel of one channel", arguments: [[0, 4, 4, 1], [1, 1, 1, 1]])
  func edges(shape: [Int]) throws {
    try checkLayer(
      LayerCase(block: ["groupconv": 1], domain: .grid, shape: shape, symmetry: .p4), seed: 7,
      motions: motions(.c4, isLifting: true)
    ) { x, parameters in
      reference(
        x, parameters,
        GroupFilterBank(.c4, size: 3, inputChannels: 1, outputChannels: 1, isLifting: true),
        padding: "same")
    }
  }

  private func problems(_ blocks: ModelValue, _ shape: [Int], symmetry: String) -> String {
    do {
      let description = try ModelDescription([
        "domain": "grid", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
        "blocks": blocks,
      ])
      let signature = InputSignature(
        channels: [.init("x", 1)], gridShape: shape, classNames: ["a", "b"])
      _ = try Model(description, signature: signature, seed: 0)
      return ""
    } catch { return "\(error)" }
  }

  @Test("windows that do not lie on the turned grid as on the grid are refused with a remedy")
  func asymmetric() {
    let rest: [ModelValue] = ["grouppool", "readout", ["linear": "classes"]]
    func text(_ options: ModelValue, _ side: Int) -> String {
      problems(.list([["groupconv": options]] + rest), [side, side], symmetry: "p4")
    }
    #expect(text(["channels": 2, "size": 2], 6).contains("odd size"))
    #expect(text(["channels": 2, "size": 3, "stride": 2], 6).contains("padding same"))
    #expect(text(["channels": 2, "size": 3, "stride": 2], 7).isEmpty)
    #expect(
      text(["channels": 2, "size": 2, "padding": "circular"], 6).contains("padding circular"))
    #expect(
      text(["channels": 2, "size": 3, "stride": 2, "padding": "valid"], 6).contains("stride 2"))
    let pooled: ModelValue = .list([["groupconv": 2], ["pool": 2]] + rest)
    #expect(problems(pooled, [7, 7], symmetry: "p4").contains("blocks[1].pool"))
    #expect(problems(pooled, [8, 8], symmetry: "p4").isEmpty)
  }

  @Test("a planar convolution in a model of p4, and a head that turns, are refused")
  func refused() {
    let planar: ModelValue = [["conv": 2], "readout", ["linear": "classes"]]
    #expect(problems(planar, [6, 6], symmetry: "p4").contains("groupconv"))
    let turning: ModelValue = [["groupconv": "classes"], "readout"]
    #expect(problems(turning, [6, 6], symmetry: "p4").contains("grouppool"))
  }

  @Test(
    "pooling the group and normalizing regular fields respect its elements",
    arguments: ["max", "mean"])
  func pooling(kind: String) throws {
    let group = FiniteGroup.d4
    let scalar = (0..<8).map { element in
      let motion = GroupMotion(group: group, element: element)
      return Motion(
        name: "element \(element)", moveInput: { motion($0, isRegular: true) },
        moveOutput: { motion($0, isRegular: false) })
    }
    for shape in [[2, 3, 3, 16], [0, 3, 3, 8], [1, 1, 1, 8]] {
      try checkLayer(
        LayerCase(
          block: ["grouppool": .string(kind)], domain: .grid, shape: shape, symmetry: .p4m,
          type: .regular(group)), seed: 8, motions: scalar
      ) { x, _ in
        let values = x.scalars
        return Tensor(
          shape: Array(shape[..<3]) + [shape[3] / 8],
          (0..<values.count / 8).map { cell in
            let own = values[8 * cell..<8 * cell + 8]
            return kind == "max" ? own.max() ?? 0 : own.reduce(0, +) / 8
          })
      }
    }
    for isTraining in [true, false] {
      try checkLayer(
        LayerCase(
          block: "batchnorm", domain: .grid, shape: [2, 3, 3, 16], isTraining: isTraining,
          symmetry: .p4m, type: .regular(group)), seed: 9,
        motions: motions(group, isLifting: false)
      ) { x, parameters in
        let leaf = parameters.leaves.map { $0.tensor.scalars }
        let values = x.scalars
        var result = values
        for channel in 0..<2 {
          let places = values.indices.filter { $0 % 16 / 8 == channel }
          let mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
          let square = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) }
          let own =
            isTraining
            ? (mean, square / Double(places.count)) : (leaf[2][channel], leaf[3][channel])
          for place in places {
            result[place] =
              (values[place] - own.0) / (own.1 + 1e-5).squareRoot() * leaf[0][channel]
              + leaf[1][channel]
          }
        }
        return Tensor(shape: x.shape, result)
      }
    }
  }

  @Test("P4CNN and Z2CNN of the paper have about the same number of parameters")
  func sizes() throws {
    func count(_ symmetry: String, _ channels: Int, _ tail: [ModelValue]) throws -> Int {
      var blocks: [ModelValue] = []
      for layer in 0..<6 {
        blocks.append(["linear": ["channels": .integer(channels), "padding": "valid"]])
        blocks += ["norm", "relu"]
        if layer == 1 { blocks.append(["pool": 2]) }
      }
      blocks.append(["linear": ["channels": "classes", "size": 4, "padding": "valid"]])
      let description = try ModelDescription([
        "domain": "grid", "symmetry": .string(symmetry), "inputs": ["x": "scalar"],
        "blocks": .list(blocks + tail),
      ])
      let signature = InputSignature(
        channels: [.init("x", 1)], gridShape: [28, 28], classNames: (0..<10).map { "\($0)" })
      return try Model(description, signature: signature, seed: 0).parameters.leaves.reduce(0) {
        $0 + $1.tensor.count
      }
    }
    let p4 = try count("p4", 10, ["grouppool", ["readout": "max"]])
    let z2 = try count("translation", 20, [["readout": "max"]])
    #expect((24_000...27_000).contains(p4) && (21_000...27_000).contains(z2), "\(p4), \(z2)")
  }
}
